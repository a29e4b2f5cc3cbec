import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { count } from './harness/format.js';
import { quantile } from './harness/interleave.js';
import { progress } from './harness/progress.js';
import type { Suite, SuiteOptions } from './harness/suite.js';
import { type StoringServer, storingServers } from './stored-targets.js';

const ROLES: readonly (readonly [role: string, name: string])[] = [
  ['official', '@influxdata/influxdb-client, gzip'],
  ['influxkit', 'influxkit, gzip'],
  ['bare-1', 'bare http, the same bytes compressed before, 1 request at once'],
  ['bare-2', 'bare http, 2 at once'],
  ['bare-4', 'bare http, 4 at once'],
  ['bare-8', 'bare http, 8 at once'],
];

/** Milliseconds from the first point on. */
interface Run {
  readonly firstRequest: number;
  readonly closed: number;
  /** Points that were stored when the contender was done. */
  readonly storedAtClose: number;
  /** When all were there. */
  readonly stored: number;
}

/** Longer than any server takes that still stores. */
const PATIENCE = 60_000;

async function bundle(): Promise<string> {
  const outdir = fileURLToPath(new URL('../.cache/', import.meta.url));
  await build({
    entryPoints: [fileURLToPath(new URL('../src/stored-child.ts', import.meta.url))],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    chunkNames: 'stored-[name]-[hash]',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['undici', '@influxdata/*'],
    logLevel: 'warning',
  });
  return `${outdir}stored-child.mjs`;
}

const now = (): number => performance.timeOrigin + performance.now();

/** Runs a contender in a process of its own, and counts what the server has from when it is done. */
async function measure(
  child: string,
  role: string,
  server: StoringServer,
  measurement: string,
  points: number,
): Promise<Run> {
  const args = [child, role, JSON.stringify(server.target), measurement, String(points)];
  const running = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  let atClose: Promise<number> | undefined;
  running.stdout.on('data', (text: Buffer) => {
    out += text.toString();
    // the second line comes when it is done, though its process may go on
    if (out.split('\n').length === 3) atClose ??= server.count(measurement);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    running.on('error', reject);
    running.on('close', resolve);
  });
  if (code !== 0) throw new Error(`${role} to ${server.name} ended with ${code}`);
  const [first = '{}', second = '{}', last = '{}'] = out.trim().split('\n');
  const { began } = JSON.parse(first) as { began: number };
  const { closed } = JSON.parse(second) as Pick<Run, 'closed'>;
  const { firstRequest } = JSON.parse(last) as Pick<Run, 'firstRequest'>;
  const storedAtClose = await (atClose ?? server.count(measurement));
  // what is all there as soon as it is looked at was there when the contender was done, as far as can be told
  if (storedAtClose === points) return { firstRequest, closed, storedAtClose, stored: closed };
  for (;;) {
    const found = await server.count(measurement);
    const stored = now() - began;
    if (found === points) return { firstRequest, closed, storedAtClose, stored };
    if (stored > closed + PATIENCE) return { firstRequest, closed, storedAtClose, stored: Number.POSITIVE_INFINITY };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const milliseconds = (value: number): string =>
  Number.isFinite(value) ? `${Math.round(value).toLocaleString('en')} ms` : 'never';

/** Points to real servers, until all of them are stored. */
export const stored: Suite = {
  name: 'stored',
  async run({ quick }: SuiteOptions) {
    const points = quick ? 20_000 : 400_000;
    const rounds = quick ? 1 : 3;
    const child = await bundle();
    const servers = await storingServers(process.env);
    const data: { server: string; role: string; name: string; runs: Run[] }[] = [];
    try {
      for (const server of servers) {
        const roles = ROLES.filter(([role]) => role !== 'official' || server.target.official !== undefined);
        const runs = new Map<string, Run[]>(roles.map(([role]) => [role, []]));
        for (let round = 0; round < rounds; round++) {
          for (let turn = 0; turn < roles.length; turn++) {
            const [role = ''] = roles[(turn + round) % roles.length] ?? [];
            progress(`${server.name}: ${role}, round ${round + 1}`);
            const measurement = `cpu_${role.replace('-', '_')}_${process.pid}_${round}`;
            runs.get(role)?.push(await measure(child, role, server, measurement, points));
          }
        }
        for (const [role, name] of roles) data.push({ server: server.name, role, name, runs: runs.get(role) ?? [] });
      }
    } finally {
      for (const server of servers) await server.stop();
    }
    const median = (runs: readonly Run[], pick: (run: Run) => number): number => quantile(runs.map(pick), 0.5);
    return {
      title: `${points.toLocaleString('en')} points to real servers, until all are stored`,
      about:
        'Points of one tag and two floats. What counts is the time from the first point until the server, asked, has all of ' +
        'them: `close()` of a client may come back before, with nothing stored. Each run is a process of its own, started in ' +
        'turns. `bare http` sends the same lines, compressed before it begins: its best number of requests at once is what ' +
        'the server takes. Servers that this machine cannot start are measured at the addresses in BENCH_V2_URL (with ' +
        'BENCH_V2_TOKEN, BENCH_V2_ORG, BENCH_V2_BUCKET) and BENCH_V3_URL (BENCH_V3_TOKEN, BENCH_V3_DATABASE).',
      tables: [...new Set(data.map(({ server }) => server))].map((server) => ({
        title: server,
        columns: ['client', 'points stored/s', 'first request', 'done', 'stored by then', 'all stored'],
        rows: data
          .filter((row) => row.server === server)
          .map(({ name, runs }) => {
            const all = median(runs, (run) => run.stored);
            return [
              name,
              Number.isFinite(all) ? count((points * 1000) / all) : '—',
              milliseconds(median(runs, (run) => run.firstRequest)),
              milliseconds(median(runs, (run) => run.closed)),
              median(runs, (run) => run.storedAtClose).toLocaleString('en'),
              milliseconds(all),
            ];
          }),
      })),
      packages: ['@influxdata/influxdb-client'],
      data,
    };
  },
};
