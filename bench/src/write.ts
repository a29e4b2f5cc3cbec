import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { count } from './harness/format.js';
import { quantile } from './harness/interleave.js';
import type { Suite, SuiteOptions } from './harness/suite.js';

interface Run {
  readonly milliseconds: number;
  readonly peakBytes: number;
  /** Of all threads, from the start of the process. */
  readonly cpuSeconds: number;
  /** What the server received. */
  readonly bytes: number;
  readonly requests: number;
}

interface Kind {
  readonly role: string;
  readonly name: string;
  readonly baseline: string;
}

const KINDS: readonly Kind[] = [
  { role: 'official', name: '@influxdata/influxdb-client, a flush awaited each 5,000', baseline: 'official' },
  { role: 'plain', name: 'influxkit, plain objects', baseline: 'official' },
  { role: 'prepared', name: 'influxkit, defineMeasurement().series()', baseline: 'official' },
  { role: 'official-gzip', name: '@influxdata/influxdb-client, gzip', baseline: 'official-gzip' },
  { role: 'plain-gzip', name: 'influxkit, plain objects, gzip level 1', baseline: 'official-gzip' },
  { role: 'prepared-gzip', name: 'influxkit, defineMeasurement().series(), gzip level 1', baseline: 'official-gzip' },
];

/** The child is a bundle of its own: this suite runs from one, too, which is not to be started again. */
async function bundle(): Promise<string> {
  const outdir = fileURLToPath(new URL('../.cache/', import.meta.url));
  await build({
    entryPoints: [fileURLToPath(new URL('../src/write-child.ts', import.meta.url))],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    chunkNames: 'write-[name]-[hash]',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // our sources, found by the paths of tsconfig; what they depend on stays outside
    external: ['undici', 'openapi-fetch', '@influxdata/*'],
    logLevel: 'warning',
  });
  return `${outdir}write-child.mjs`;
}

function start(
  child: string,
  args: readonly string[],
): { first: Promise<string>; end: Promise<string>; stop: () => void } {
  const running = spawn(process.execPath, [child, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  const first = new Promise<string>((resolve) => {
    running.stdout.on('data', (text: Buffer) => {
      out += text.toString();
      resolve(out);
    });
  });
  const end = new Promise<string>((resolve, reject) => {
    running.on('error', reject);
    running.on('close', (code, signal) => {
      if (code === 0 || signal) resolve(out);
      else reject(new Error(`${args[0]} ended with ${code}`));
    });
  });
  return { first, end, stop: () => running.kill() };
}

async function measure(points: number, rounds: number): Promise<Map<string, Run[]>> {
  const child = await bundle();
  const server = start(child, ['server']);
  const url = `http://127.0.0.1:${(await server.first).trim()}`;
  const runs = new Map<string, Run[]>(KINDS.map(({ role }) => [role, []]));
  try {
    for (let round = 0; round < rounds; round++) {
      for (let turn = 0; turn < KINDS.length; turn++) {
        const kind = KINDS[(turn + round) % KINDS.length];
        if (!kind) continue;
        await fetch(url);
        const result = JSON.parse(await start(child, [kind.role, url, String(points)]).end) as Omit<
          Run,
          'bytes' | 'requests'
        >;
        const received = (await (await fetch(url)).json()) as Pick<Run, 'bytes' | 'requests'>;
        runs.get(kind.role)?.push({ ...result, ...received });
      }
    }
  } finally {
    server.stop();
    await server.end;
  }
  return runs;
}

export const write: Suite = {
  name: 'write',
  async run({ quick }: SuiteOptions) {
    const points = quick ? 100_000 : 1_000_000;
    const rounds = quick ? 1 : 3;
    const runs = await measure(points, rounds);
    const data = KINDS.map(({ role, name, baseline }) => {
      const own = runs.get(role) ?? [];
      const base = runs.get(baseline) ?? [];
      const ratios = own.map(({ milliseconds }, round) => (base[round]?.milliseconds ?? Number.NaN) / milliseconds);
      const median = (pick: (run: Run) => number): number => quantile(own.map(pick), 0.5);
      return {
        name,
        role,
        pointsPerSecond: (points * 1000) / median(({ milliseconds }) => milliseconds),
        ratio: quantile(ratios, 0.5),
        ratioLow: quantile(ratios, 0.25),
        ratioHigh: quantile(ratios, 0.75),
        peakBytes: Math.max(...own.map(({ peakBytes }) => peakBytes)),
        cpuSeconds: median(({ cpuSeconds }) => cpuSeconds),
        megabytes: median(({ bytes }) => bytes) / 1e6,
        requests: median(({ requests }) => requests),
      };
    });
    return {
      title: `Writing ${points.toLocaleString('en')} points`,
      about:
        'Points of 10 tags and 10 floats of two decimals, made on the fly from 10,000 rows, to a local server that ' +
        'responds with 204. Each run is a process of its own, started in turns; the ratio is to the official client in the ' +
        'same round, with gzip to the one with gzip. Memory is the highest peak of resident memory of all rounds.',
      tables: [
        {
          title: 'From a loop to the last response',
          columns: ['writer', 'points/s', 'ratio (quartiles)', 'CPU', 'peak memory', 'sent', 'requests'],
          rows: data.map((row) => [
            row.name,
            count(row.pointsPerSecond),
            `${row.ratio.toFixed(1)}× (${row.ratioLow.toFixed(1)} to ${row.ratioHigh.toFixed(1)})`,
            `${row.cpuSeconds.toFixed(1)} s`,
            `${Math.round(row.peakBytes / 2 ** 20)} MiB`,
            `${Math.round(row.megabytes)} MB`,
            String(row.requests),
          ]),
        },
      ],
      packages: ['@influxdata/influxdb-client'],
      data,
    };
  },
};
