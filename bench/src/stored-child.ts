import { channel } from 'node:diagnostics_channel';
import { Agent, request } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Writer } from '@influxkit/influxdb';
import type { StoredTarget } from './stored-targets.js';

/*
 * One run in a process of its own, for what loads late is a part of it: <role> <target as JSON> <measurement> <points>.
 * Prints, each a line of JSON, when the first point was made, when it was done, and at the end when the first request left.
 */
const [role = '', targetText = '{}', measurement = '', counted = '0'] = process.argv.slice(2);
const target = JSON.parse(targetText) as StoredTarget;
const count = Number(counted);
const BATCH = 5000;

const now = (): number => performance.timeOrigin + performance.now();
const start = Date.now() - count;
const hostOf = (n: number): string => `host_${n % 100}`;
const loadOf = (n: number): number => Math.round(Math.sin(n) * 10_000) / 100;

let firstRequest: number | undefined;
const noteRequest = (): void => {
  firstRequest ??= now();
};
channel('undici:client:sendHeaders').subscribe(noteRequest);
channel('http.client.request.start').subscribe(noteRequest);

/** What a client of the server's kind is made by; loading it is not a part of the run, as with the others. */
async function loadClient(): Promise<() => Writer> {
  const { url, writer, official: { token } = {} } = target;
  const credential = token === undefined ? {} : { token };
  const settings = { precision: 'ms' } as const;
  if ('db' in writer) {
    const { InfluxDB } = await import('@influxkit/influxdb/v1');
    return () => new InfluxDB({ url, database: writer.db }).writer(undefined, settings);
  }
  if ('bucket' in writer) {
    const { InfluxDB } = await import('@influxkit/influxdb/oss-v2');
    return () => new InfluxDB({ url, ...credential, ...writer }).writer(undefined, settings);
  }
  const { InfluxDB } = await import('@influxkit/influxdb/core');
  return () => new InfluxDB({ url, ...credential, ...writer }).writer(undefined, settings);
}

async function ours(): Promise<void> {
  const createWriter = await loadClient();
  begin();
  const writer = createWriter();
  for (let n = 0; n < count; n++) {
    const isReady = writer.write({
      measurement,
      tags: { host: hostOf(n) },
      fields: { load: loadOf(n), busy: n % 7 },
      timestamp: start + n,
    });
    if (!isReady) await writer.ready;
  }
  const { stats } = await writer.close();
  if (stats.written !== count) throw new Error(`${stats.written} of ${count} written`);
}

async function official(): Promise<void> {
  const { InfluxDB, Point } = await import('@influxdata/influxdb-client');
  begin();
  const { org = '', bucket = '', token = 'none' } = target.official ?? {};
  const api = new InfluxDB({ url: target.url, token }).getWriteApi(org, bucket, 'ms', {
    gzipThreshold: 1000,
  });
  for (let n = 0; n < count; n++) {
    const point = new Point(measurement)
      .tag('host', hostOf(n))
      .floatField('load', loadOf(n))
      .floatField('busy', n % 7);
    api.writePoint(point.timestamp(start + n));
  }
  await api.close();
}

/** The same compressed bytes, made before, in so many requests at once: what the server takes at most. */
async function bare(atOnce: number): Promise<void> {
  const { LineBuffer } = await import('@influxkit/line-protocol');
  const buffer = new LineBuffer({ precision: 'ms' });
  const bodies: Buffer[] = [];
  for (let n = 0; n < count; n++) {
    const fields = { load: loadOf(n), busy: n % 7 };
    buffer.append({ measurement, tags: { host: hostOf(n) }, fields, timestamp: start + n });
    if (buffer.lines === BATCH || n === count - 1) bodies.push(gzipSync(buffer.take().bytes, { level: 1 }));
  }
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const headers = { ...target.headers, 'content-encoding': 'gzip', 'content-type': 'text/plain; charset=utf-8' };
  const send = (body: Buffer): Promise<void> =>
    new Promise((resolve, reject) => {
      const sent = request(
        `${target.url}${target.path}`,
        { method: 'POST', agent, headers: { ...headers, 'content-length': body.length } },
        (response) => {
          response.resume();
          response.on('end', () =>
            (response.statusCode ?? 500) < 300 ? resolve() : reject(new Error(`status ${response.statusCode}`)),
          );
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  begin();
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) await send(body);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  agent.destroy();
}

let began = 0;
function begin(): void {
  began = now();
  process.stdout.write(`${JSON.stringify({ began })}\n`);
}

if (role === 'influxkit') await ours();
else if (role === 'official') await official();
else await bare(Number(role.replace('bare-', '')));
process.stdout.write(`${JSON.stringify({ closed: now() - began })}\n`);
// not ended here: a client may have requests under way that it does not tell of
process.on('exit', () => {
  process.stdout.write(`${JSON.stringify({ firstRequest: (firstRequest ?? Number.NaN) - began })}\n`);
});
