import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { peakBytes } from './harness/peak-memory.js';

/*
 * One run in a process of its own, so that its peak of resident memory is its own:
 *   server                    responds with 204 to everything, and sends its port and what it received
 *   server-log                the same, a second after each request: as one that flushes its log by then
 *   <contender> <url> <count> writes and tells how long it took
 */
const [role = '', url = '', counted = '0'] = process.argv.slice(2);
const count = Number(counted);

function serve(delay: number): void {
  let bytes = 0;
  let requests = 0;
  const server = createServer((request, response) => {
    if (request.method === 'GET') {
      response.end(JSON.stringify({ bytes, requests }));
      bytes = 0;
      requests = 0;
      return;
    }
    request.on('data', (part: Buffer) => {
      bytes += part.length;
    });
    request.on('end', () => {
      requests++;
      if (delay === 0) response.writeHead(204).end();
      else setTimeout(() => response.writeHead(204).end(), delay);
    });
  });
  server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
}

// Each contender loads what it needs and nothing else: what it does not use is not to be in its memory.

async function official(gzip: boolean): Promise<number> {
  const { InfluxDB, Point } = await import('@influxdata/influxdb-client');
  const { tagsOf, timeOf, fieldOf } = await import('./write-data.js');
  const start = performance.now();
  const api = new InfluxDB({ url, token: 'token' }).getWriteApi('org', 'bucket', 'ms', {
    batchSize: 5001,
    flushInterval: 0,
    gzipThreshold: gzip ? 1000 : Number.POSITIVE_INFINITY,
  });
  for (let n = 0; n < count; n++) {
    const tags = tagsOf(n);
    const point = new Point('cpu')
      .tag('hostname', tags.hostname)
      .tag('region', tags.region)
      .tag('datacenter', tags.datacenter)
      .tag('rack', tags.rack)
      .tag('os', tags.os)
      .tag('arch', tags.arch)
      .tag('team', tags.team)
      .tag('service', tags.service)
      .tag('service_version', tags.service_version)
      .tag('service_environment', tags.service_environment)
      .floatField('usage_user', fieldOf(n, 0))
      .floatField('usage_system', fieldOf(n, 1))
      .floatField('usage_idle', fieldOf(n, 2))
      .floatField('usage_nice', fieldOf(n, 3))
      .floatField('usage_iowait', fieldOf(n, 4))
      .floatField('usage_irq', fieldOf(n, 5))
      .floatField('usage_softirq', fieldOf(n, 6))
      .floatField('usage_steal', fieldOf(n, 7))
      .floatField('usage_guest', fieldOf(n, 8))
      .floatField('usage_guest_nice', fieldOf(n, 9))
      .timestamp(timeOf(n));
    api.writePoint(point);
    if ((n + 1) % 5000 === 0) await api.flush();
  }
  await api.close();
  return performance.now() - start;
}

async function ours(kind: 'plain' | 'prepared', gzip: boolean): Promise<number> {
  const { createClient } = await import('@influxkit/runtime');
  const { nodeTransport } = await import('@influxkit/runtime/node');
  const { createWriter } = await import('@influxkit/write');
  const { pointOf } = await import('./write-data.js');
  const prepared = kind === 'prepared' ? await import('./write-data-prepared.js') : undefined;
  const start = performance.now();
  await using transport = nodeTransport();
  const api = createClient({ baseUrl: url, transport });
  const writer = createWriter(api, {
    org: 'org',
    bucket: 'bucket',
    precision: 'ms',
    gzip,
  });
  if (prepared) {
    const { seriesOf, fieldsOf } = prepared;
    for (let n = 0; n < count; n++) if (!writer.write(seriesOf(n), fieldsOf(n))) await writer.ready;
  } else {
    for (let n = 0; n < count; n++) if (!writer.write(pointOf(n))) await writer.ready;
  }
  const { stats } = await writer.close();
  if (stats.written !== count) throw new Error(`${stats.written} of ${count} written`);
  return performance.now() - start;
}

/** Points of two tags and two fields, to a database of InfluxDB 3 or as to one of 1.x. */
async function narrow(target: { readonly database: string } | { readonly db: string }): Promise<number> {
  const { createClient } = await import('@influxkit/runtime');
  const { nodeTransport } = await import('@influxkit/runtime/node');
  const { createWriter } = await import('@influxkit/write');
  const start = performance.now();
  await using transport = nodeTransport();
  const writer = createWriter(createClient({ baseUrl: url, transport }), { ...target, gzip: false });
  for (let n = 0; n < count; n++) {
    const tags = { host: `host_${n % 1000}`, line: `l${n % 7}` };
    const isReady = writer.write({
      measurement: 'motor',
      tags,
      fields: { rpm: (n % 9999) / 4, ok: true },
      timestamp: n,
    });
    if (!isReady) await writer.ready;
  }
  const { stats } = await writer.close();
  if (stats.written !== count) throw new Error(`${stats.written} of ${count} written`);
  return performance.now() - start;
}

/** As the client takes them: one request a call, with as many points as are given. */
async function official3(): Promise<number> {
  const { InfluxDBClient, Point } = await import('@influxdata/influxdb3-client');
  const start = performance.now();
  const client = new InfluxDBClient({ host: url, token: 'token', database: 'd' });
  for (let n = 0; n < count; n += 5000) {
    const points = Array.from({ length: Math.min(5000, count - n) }, (_, index) =>
      Point.measurement('motor')
        .setTag('host', `host_${(n + index) % 1000}`)
        .setTag('line', `l${(n + index) % 7}`)
        .setFloatField('rpm', ((n + index) % 9999) / 4)
        .setBooleanField('ok', true)
        .setTimestamp(String(n + index)),
    );
    await client.write(points);
  }
  await client.close();
  return performance.now() - start;
}

const contenders: Readonly<Record<string, () => Promise<number>>> = {
  official: () => official(false),
  'official-gzip': () => official(true),
  plain: () => ours('plain', false),
  prepared: () => ours('prepared', false),
  'plain-gzip': () => ours('plain', true),
  'prepared-gzip': () => ours('prepared', true),
  'log-official': official3,
  'log-prompt': () => narrow({ db: 'd' }),
  'log-database': () => narrow({ database: 'd' }),
};

if (role === 'server') serve(0);
else if (role === 'server-log') serve(1000);
else {
  const run = contenders[role];
  if (!run) throw new Error(`no contender ${role}`);
  const milliseconds = await run();
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  const cpuSeconds = (userCPUTime + systemCPUTime) / 1e6;
  process.stdout.write(JSON.stringify({ milliseconds, cpuSeconds, peakBytes: peakBytes() }));
  process.exit(0);
}
