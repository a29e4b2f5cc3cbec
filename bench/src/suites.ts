import type { Suite } from './harness/suite.js';

/**
 * All suites, by the name that `npm run bench -- <name>` takes, in the order of the results. Each is loaded when it is
 * run, so that it has no competitors of others in memory, and one that is not installed fails no other suite.
 */
export const suites: Readonly<Record<string, () => Promise<Suite>>> = {
  encode: async () => (await import('./line-protocol.js')).encode,
  columns: async () => (await import('./columns.js')).columns,
  strings: async () => (await import('./strings.js')).strings,
  parse: async () => (await import('./line-protocol-parse.js')).parse,
  write: async () => (await import('./write.js')).write,
  stored: async () => (await import('./stored.js')).stored,
  'annotated-csv': async () => (await import('./annotated-csv.js')).annotatedCsv,
  'annotated-csv-tables': async () => (await import('./annotated-csv-tables.js')).annotatedCsvTables,
  'annotated-csv-server': async () => (await import('./annotated-csv-server.js')).annotatedCsvServer,
  sql: async () => (await import('./sql.js')).sql,
  'cold-start': async () => (await import('./cold-start.js')).coldStart,
  influxql: async () => (await import('./influxql.js')).influxql,
  request: async () => (await import('./request.js')).request,
  generation: async () => (await import('./generation.js')).generation,
  'type-check': async () => (await import('./type-check.js')).typeCheckTime,
  bundle: async () => (await import('./bundle.js')).bundleSize,
  correctness: async () => (await import('./correctness.js')).correctness,
  growth: async () => (await import('./growth.js')).growth,
};
