import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { InfluxDB } from '@influxdata/influxdb-client';
import { createOssV2 } from '@influxkit/oss-v2';
import { nodeTransport } from '@influxkit/runtime/node';
import { count, ratio } from './harness/format.js';
import { type Measured, quantile } from './harness/interleave.js';
import type { Suite, Table } from './harness/suite.js';

/** A keep-alive server of another process: it answers a small list of buckets with its length, as InfluxDB does. */
const server = `
const body = JSON.stringify({
  links: { self: '/api/v2/buckets?limit=20' },
  buckets: Array.from({ length: 3 }, (_, i) => ({
    id: '000000000000000' + i, orgID: '0123456789abcdef', type: 'user', name: 'bucket ' + i, retentionRules: [],
  })),
});
const headers = { 'content-type': 'application/json', 'content-length': body.length, 'x-influxdb-version': 'v2.7.12' };
const server = require('node:http').createServer((request, response) => response.writeHead(200, headers).end(body));
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.resume().on('end', () => process.exit());
`;

interface Contender {
  readonly name: string;
  run(): Promise<unknown>;
}

/** Requests a second, with so many under way at a time. */
async function turn({ run }: Contender, atOnce: number, milliseconds: number): Promise<number> {
  let done = 0;
  const start = performance.now();
  const worker = async (): Promise<void> => {
    while (performance.now() - start < milliseconds) {
      await run();
      done++;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return (done / (performance.now() - start)) * 1000;
}

/** As the harness compares contenders, for work that waits. */
async function compare(
  contenders: readonly Contender[],
  atOnce: number,
  rounds: number,
  milliseconds: number,
): Promise<Measured[]> {
  const speeds = contenders.map((): number[] => []);
  for (const contender of contenders) await turn(contender, atOnce, milliseconds);
  for (let round = 0; round < rounds; round++)
    for (let index = 0; index < contenders.length; index++) {
      const each = (index + round) % contenders.length;
      const contender = contenders[each];
      if (contender) speeds[each]?.push(await turn(contender, atOnce, milliseconds));
    }
  return contenders.map(({ name }, index) => {
    const own = speeds[index] ?? [];
    const median = quantile(own, 0.5);
    const ratios = own.map((speed, round) => speed / (speeds[0]?.[round] ?? Number.NaN));
    return {
      name,
      unitsPerSecond: median,
      spread: (quantile(own, 0.75) - quantile(own, 0.25)) / 2 / median,
      ratio: quantile(ratios, 0.5),
      ratioLow: quantile(ratios, 0.25),
      ratioHigh: quantile(ratios, 0.75),
    };
  });
}

export const request: Suite = {
  name: 'request',
  async run({ quick }) {
    const child = spawn(process.execPath, ['--eval', server], { stdio: ['pipe', 'pipe', 'inherit'] });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const baseUrl = `http://127.0.0.1:${Number(String(line))}`;
    const headers = { authorization: 'Token token' };
    const transport = nodeTransport();
    const api = createOssV2({ baseUrl, headers });
    const onUndici = createOssV2({ baseUrl, headers, transport });
    const official = new InfluxDB({ url: baseUrl, token: 'token' }).transport;
    const contenders: Contender[] = [
      {
        name: 'bare fetch',
        run: async () => (await fetch(`${baseUrl}/api/v2/buckets?limit=20`, { headers })).json(),
      },
      { name: 'api.buckets.list, default transport', run: () => api.buckets.list({ limit: 20 }) },
      { name: 'api.buckets.list, nodeTransport', run: () => onUndici.buckets.list({ limit: 20 }) },
      {
        name: '@influxdata/influxdb-client, its transport',
        run: () => official.request('/api/v2/buckets?limit=20', null, { method: 'GET' }),
      },
    ];
    try {
      const tables: Table[] = [];
      const data: Record<string, Measured[]> = {};
      for (const atOnce of [1, 10]) {
        const measured = await compare(contenders, atOnce, quick ? 3 : 15, quick ? 100 : 300);
        data[atOnce] = measured;
        tables.push({
          title: atOnce === 1 ? 'One at a time' : `${atOnce} at once`,
          columns: ['', 'requests/s', 'of bare fetch'],
          rows: measured.map((each) => [each.name, count(each.unitsPerSecond), ratio(each)]),
        });
      }
      return {
        title: 'Requests',
        about:
          'GET of a small JSON list from a keep-alive server on loopback, in a process of its own: address, headers, timeout, retries and decoding included, each contender by turns.',
        tables,
        peers: ['@influxdata/influxdb-client', 'undici'],
        data,
      };
    } finally {
      child.stdin.end();
      await transport.close();
    }
  },
};
