import ts from 'typescript';

/**
 * What stands around an excerpt in a README: an excerpt may use these without saying where they come from. Pages of the
 * site's guides use nothing that they do not say.
 */
const known: Readonly<Record<string, string>> = {
  api: "declare const api: import('@influxkit/oss-v2').OssV2;",
  query: "declare const query: import('@influxkit/query').QueryClient;",
  influxql: "declare const influxql: import('@influxkit/query').InfluxQLClient;",
  writer: "declare const writer: import('@influxkit/write').Writer;",
  buffer: "declare const buffer: import('@influxkit/line-protocol').LineBuffer;",
  series:
    "declare const series: import('@influxkit/line-protocol').Series<{ usage: number; hits: number; ok: boolean }>;",
  config: "declare const config: import('@influxkit/generator').GeneratorConfig;",
  auth: "declare const auth: import('@influxkit/runtime').Middleware;",
  response: 'declare const response: { body: ReadableStream<Uint8Array> };',
  baseUrl: 'declare const baseUrl: string;',
  token: 'declare const token: string;',
  id: 'declare const id: string;',
  scriptID: 'declare const scriptID: string;',
  bucketID: 'declare const bucketID: string;',
  start: 'declare const start: Date;',
  time: 'declare const time: bigint;',
  log: 'declare const log: { warn(value: unknown): void };',
  send: 'declare function send(bytes: Uint8Array): void;',
  readFile: "import { readFile } from 'node:fs/promises';",
  q: "declare const q: import('@influxkit/query').FluxQuery;",
  db: "declare const db: import('@influxkit/sql').SqlClient;",
  since: 'declare const since: Date;',
  sql: "import { sql } from '@influxkit/sql';",
  sqlInterval: "import { sqlInterval } from '@influxkit/sql';",
  createOssV2: "import { createOssV2 } from '@influxkit/oss-v2';",
  createQuery: "import { createQuery } from '@influxkit/query';",
  createWriter: "import { createWriter } from '@influxkit/write';",
  createClient: "import { createClient } from '@influxkit/runtime';",
  flux: "import { flux } from '@influxkit/query';",
  LineBuffer: "import { LineBuffer } from '@influxkit/line-protocol';",
  Point: "import { Point } from '@influxkit/line-protocol';",
  defineMeasurement: "import { defineMeasurement } from '@influxkit/line-protocol';",
  parsePointStream: "import { parsePointStream } from '@influxkit/line-protocol';",
  openSpool: "import { openSpool } from '@influxkit/write/spool';",
  paginate: "import { paginate } from '@influxkit/pagination';",
};

/** The lines that an excerpt needs before it, on one line so that places in it stay as they are. */
export function contextOf(code: string): string {
  const source = ts.createSourceFile('excerpt.ts', code, ts.ScriptTarget.ES2022, true);
  const used = new Set<string>();
  const declared = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) (isDeclaration(node) ? declared : used).add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return Object.entries(known)
    .filter(([name]) => used.has(name) && !declared.has(name))
    .map(([, line]) => line)
    .join(' ');
}

function isDeclaration(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isBindingElement(parent) || ts.isImportSpecifier(parent) || ts.isParameter(parent))
    return parent.name === node;
  return (ts.isVariableDeclaration(parent) || ts.isFunctionDeclaration(parent)) && parent.name === node;
}
