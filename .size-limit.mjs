// What a consumer's bundle may weigh, minified and gzipped, with everything that it brings along.

/** Bundles what is published: the maps to sources in our own tsconfig files would lead past the builds. */
const modifyEsbuildConfig = (config) => ({ ...config, tsconfigRaw: {} });

const consumer = (name, path, limit) => ({ name, path, limit, gzip: true, modifyEsbuildConfig });

export default [
  consumer('createOssV2: list buckets and write', 'tests/sizes/product.mjs', '12.3 kB'),
  consumer('single operations: list buckets and write', 'tests/sizes/operations.mjs', '5.2 kB'),
  consumer('a writer', 'tests/sizes/writer.mjs', '34.2 kB'),
  consumer('a writer and SQL', 'tests/sizes/writer-and-sql.mjs', '47 kB'),
  consumer('InfluxDB 3 in one import: write and SQL', 'tests/sizes/influxdb3.mjs', '55.6 kB'),
];
