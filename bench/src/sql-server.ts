import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { benchFolder } from './generation-competitors.js';

/**
 * The server's code, as a string: the bundle of the benchmarks has one file, and the server is a process of its own, so
 * that its work is not counted as the reader's. It has the same rows as JSON lines over HTTP, as InfluxDB 3 writes them, and
 * over Flight, as the official client reads them.
 */
const SERVER = `
const { createServer } = require('node:http');
const arrow = require('apache-arrow');
const { Message } = require('apache-arrow/ipc/metadata/message');
const grpc = require('@grpc/grpc-js');

const [rows, first] = [Number(process.argv[1]), BigInt(process.argv[2])];
const columns = [
  ['count', 'Int64', 'field::integer'], ['host', 'Dictionary(Int32, Utf8)', 'tag'], ['line', 'Dictionary(Int32, Utf8)', 'tag'],
  ['rpm', 'Float64', 'field::float'], ['state', 'Utf8', 'field::string'], ['time', 'Timestamp(ns)', 'timestamp'],
];
const START = 1700000000000000000n;
const valuesOf = (i) => [first + BigInt(i), 'h' + (i % 50), 'A' + (i % 5), i % 7 === 0 ? null : Math.sin(i) * 1000,
  'running ok ' + (i % 1000), START + BigInt(i) * 1000000001n];
const textOf = (ns) => new Date(Number(ns / 1000000n)).toISOString().slice(0, 20) + String(ns % 1000000000n).padStart(9, '0');

const lines = [];
for (let i = 0; i < rows; i += 1) {
  const [count, host, line, rpm, state, time] = valuesOf(i);
  const float = rpm === null ? '' : '"rpm":' + (Number.isInteger(rpm) ? rpm + '.0' : rpm) + ',';
  lines.push('{"count":' + count + ',"host":"' + host + '","line":"' + line + '",' + float + '"state":"' + state + '","time":"' + textOf(time) + '"}\\n');
}
const body = Buffer.from(lines.join(''));
const described = columns.map(([column_name, data_type]) => JSON.stringify({ column_name, data_type, is_nullable: 'YES' }) + '\\n').join('');

const types = [new arrow.Int64(), new arrow.Utf8(), new arrow.Utf8(), new arrow.Float64(), new arrow.Utf8(), new arrow.TimestampNanosecond()];
const schema = new arrow.Schema(columns.map(([name, , kind], index) =>
  new arrow.Field(name, types[index], true, new Map([['iox::column::type', 'iox::column_type::' + kind]]))));
const batches = [];
for (let from = 0; from < rows; from += 8192) {
  const to = Math.min(rows, from + 8192);
  const all = Array.from({ length: to - from }, (_, i) => valuesOf(from + i));
  const data = types.map((type, index) => {
    // Its builders round what is given as a bigint.
    if (typeof all[0][index] === 'bigint') return arrow.makeData({ type, data: BigInt64Array.from(all, (values) => values[index]) });
    const builder = arrow.makeBuilder({ type, nullValues: [null] });
    for (const values of all) builder.append(values[index]);
    return builder.finish().flush();
  });
  batches.push(new arrow.RecordBatch(schema, arrow.makeData({ type: new arrow.Struct(schema.fields), length: to - from, children: data })));
}
const ipc = Buffer.from(arrow.tableToIPC(new arrow.Table(schema, batches), 'stream'));
const varint = (n) => { const out = []; while (n > 127) { out.push((n & 127) | 128); n >>>= 7; } out.push(n); return Buffer.from(out); };
const messages = [];
for (let at = 0; at + 8 <= ipc.length; ) {
  const length = ipc.readInt32LE(at + 4);
  if (length === 0) break;
  const head = ipc.subarray(at + 8, at + 8 + length);
  const size = Number(Message.decode(head).bodyLength);
  const content = ipc.subarray(at + 8 + length, at + 8 + length + size);
  messages.push(Buffer.concat([Buffer.from([18]), varint(head.length), head, Buffer.from([194, 62]), varint(size), content]));
  at += 8 + length + size;
}

const http = createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  response.setHeader('content-type', 'application/jsonl');
  if (/"q":"DESCRIBE/.test(Buffer.concat(parts).toString())) return response.end(described);
  for (let at = 0; at < body.length; at += 65536)
    if (!response.write(body.subarray(at, at + 65536))) await new Promise((resolve) => response.once('drain', resolve));
  response.end();
});
const flight = new grpc.Server();
const same = (value) => value;
flight.addService({ doGet: { path: '/arrow.flight.protocol.FlightService/DoGet', requestStream: false, responseStream: true,
  requestSerialize: same, requestDeserialize: same, responseSerialize: same, responseDeserialize: same } }, {
  async doGet(call) {
    for (const message of messages) if (!call.write(message)) await new Promise((resolve) => call.once('drain', resolve));
    call.end();
  },
});
http.listen(0, '127.0.0.1', () =>
  flight.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    console.log(JSON.stringify({ http: http.address().port, flight: port, bytes: body.length }));
  }));
`;

/** Where the rows are. */
export interface SqlServer {
  readonly http: string;
  readonly flight: string;
  close(): Promise<void>;
}

/**
 * Starts a server with so many rows of six columns.
 *
 * @param first the first of the 64-bit integers that count the rows
 */
export const serveSql = async (rows: number, first: bigint): Promise<SqlServer> => {
  const child = spawn(process.execPath, ['--eval', SERVER, String(rows), String(first)], {
    // where the competitors are, of which it has Arrow
    cwd: benchFolder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const failed = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the server ended with ${code}`)));
  const [line] = (await Promise.race([once(child.stdout, 'data'), failed])) as [Buffer];
  failed.catch(() => {});
  const ports = JSON.parse(line.toString()) as { http: number; flight: number };
  return {
    http: `http://127.0.0.1:${ports.http}`,
    flight: `http://127.0.0.1:${ports.flight}`,
    close: async () => {
      child.kill();
      await once(child, 'exit');
    },
  };
};
