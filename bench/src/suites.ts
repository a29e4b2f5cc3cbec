import { annotatedCsv } from './annotated-csv.js';
import { annotatedCsvServer } from './annotated-csv-server.js';
import { bundleSize } from './bundle.js';
import { correctness } from './correctness.js';
import { generation } from './generation.js';
import { growth } from './growth.js';
import type { Suite } from './harness/suite.js';
import { influxql } from './influxql.js';
import { encode } from './line-protocol.js';
import { parse } from './line-protocol-parse.js';
import { request } from './request.js';
import { typeCheckTime } from './type-check.js';
import { write } from './write.js';

/** All suites, by the name that `npm run bench -- <name>` takes. */
export const suites: readonly Suite[] = [
  encode,
  parse,
  write,
  annotatedCsv,
  annotatedCsvServer,
  influxql,
  request,
  generation,
  typeCheckTime,
  bundleSize,
  correctness,
  growth,
];
