// What a fragment in a README may take as given, because the text around it has made it clear. A name that is neither
// declared in the fragment nor exported here makes it an example that does not compile.
import { readFile as readFileOfNode } from 'node:fs/promises';
import * as authentication from '@influxkit/auth';
import type { GeneratorConfig } from '@influxkit/generator';
import * as influxdb from '@influxkit/influxdb';
import * as influxdbAuth from '@influxkit/influxdb/auth';
import * as lineProtocol from '@influxkit/line-protocol';
import * as ossV2 from '@influxkit/oss-v2';
import * as queries from '@influxkit/query';
import * as runtime from '@influxkit/runtime';
import * as node from '@influxkit/runtime/node';
import * as sqls from '@influxkit/sql';
import * as write from '@influxkit/write';

export const baseUrl: string = process.env['INFLUX_URL'] ?? 'http://localhost:8086';
export const token: string = process.env['INFLUX_TOKEN'] ?? '';
export const auth = influxdbAuth.tokenAuth(token);
export const api: ossV2.OssV2 = ossV2.createOssV2({ baseUrl, auth });
export const query: queries.QueryClient = queries.createQuery(api, { org: 'acme' });
export const q = 'from(bucket: "co2") |> range(start: -1h)';
export const id = '0123456789abcdef';
export const scriptID = '0123456789abcdef';

/** A response that is line protocol. */
export const response = { body: new Blob(['cpu,host=a usage=0.5 1\n']).stream() };

// The tables of the pages for people who come from another client.
export const [url, org, bucket, host, text] = ['http://localhost:8086', 'acme', 'co2', 'a', 'text'];
export const headers = { 'zap-trace-span': 'abc' };
export const date = new Date(0);
export const influx = new influxdb.InfluxDB({ url, token, org, product: 'oss-v2' });
export const writer = influx.writer(bucket);
export const db: sqls.SqlClient = sqls.createSql(runtime.createClient({ baseUrl }), { database: 'factory' });
export const since = new Date(0);
export const influxql = queries.createInfluxQL(api, { db: 'db0' });
export const line = 'cpu,host=a usage=0.5';
export const lines = [line];
export const point = new lineProtocol.Point('cpu').floatField('usage', 0.5);
export const points = [point];
export const csv = '';
export const chunks: AsyncIterable<Uint8Array> = new Blob([]).stream();

/** Of the configuration that stands above it. */
export const config: GeneratorConfig = { products: [{ name: 'pets', input: 'openapi.yaml', output: 'generated' }] };

// Imports that an earlier example of the same page has shown.
export const { createOssV2 } = ossV2;
export const { createInfluxQL, createQuery, decodeColumns, decodeInfluxQL, decodeRows, decodeTables, flux } = queries;
export const { fluxDuration, fluxFloat } = queries;
export const { createSql, sql, sqlInterval } = sqls;
export const { InfluxDB } = influxdb;
export const { createWriter } = write;
export const { createClient } = runtime;
export const { basicAuth } = authentication;
export const { nodeTransport } = node;
export const { signal } = new AbortController();
export const { defineMeasurement, encodePoint, encodePoints, int, Point, parsePoints, uint } = lineProtocol;
export const { tokenAuth } = influxdbAuth;
export const readFile: typeof readFileOfNode = readFileOfNode;
