// What a consumer's bundle may weigh, minified and gzipped, with everything that it brings along.

/** Bundles what is published: the maps to sources in our own tsconfig files would lead past the builds. */
const modifyEsbuildConfig = (config) => ({ ...config, tsconfigRaw: {} });

/** Modules of Node, which a bundle leaves out. */
const NODE = ['node:http', 'node:http2', 'node:https', 'node:tls'];

const consumer = (name, path, limit) => ({ name, path, limit, gzip: true, modifyEsbuildConfig });

export default [
  consumer('createOssV2: list buckets and write', 'tests/sizes/product.mjs', '14.9 kB'),
  consumer('single operations: list buckets and write', 'tests/sizes/operations.mjs', '6.4 kB'),
  consumer('a writer', 'tests/sizes/writer.mjs', '39.5 kB'),
  consumer('a query by Flux', 'tests/sizes/query.mjs', '26.2 kB'),
  consumer('SQL over HTTP', 'tests/sizes/sql.mjs', '20.2 kB'),
  { ...consumer('SQL over Flight', 'tests/sizes/sql-flight.mjs', '36.1 kB'), ignore: NODE },
  consumer('the client of InfluxDB 3 Core in a page', 'tests/sizes/influxdb-core.mjs', '64.6 kB'),
  consumer('the client of OSS v2 in a page, writing and reading', 'tests/sizes/influxdb-oss-v2.mjs', '73.9 kB'),
  consumer('a writer and SQL', 'tests/sizes/writer-and-sql.mjs', '53.2 kB'),
];
