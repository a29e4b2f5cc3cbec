import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { count } from './harness/format.js';
import { quantile } from './harness/interleave.js';
import { progress, thoroughness } from './harness/progress.js';
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
  /** Share of the points that it writes, where all of them would take minutes. */
  readonly share?: number;
}

const KINDS: readonly Kind[] = [
  { role: 'official', name: '@influxdata/influxdb-client, a flush awaited each 5,000', baseline: 'official' },
  { role: 'plain', name: 'influxkit, plain objects', baseline: 'official' },
  { role: 'prepared', name: 'influxkit, defineMeasurement().series()', baseline: 'official' },
];

const GZIP_KINDS: readonly Kind[] = [
  { role: 'official-gzip', name: '@influxdata/influxdb-client, gzip', baseline: 'official-gzip' },
  { role: 'plain-gzip', name: 'influxkit, plain objects, gzip level 1', baseline: 'official-gzip' },
  { role: 'prepared-gzip', name: 'influxkit, defineMeasurement().series(), gzip level 1', baseline: 'official-gzip' },
];

/** What only waits for the log writes fewer points: how many it writes a second does not depend on how many there are. */
const LOG_KINDS: readonly Kind[] = [
  {
    role: 'log-official',
    name: '@influxdata/influxdb3-client, write() awaited each 5,000',
    baseline: 'log-official',
    share: 0.02,
  },
  { role: 'log-prompt', name: 'influxkit, with the defaults for 1.x', baseline: 'log-official', share: 0.1 },
  { role: 'log-database', name: 'influxkit, with those for InfluxDB 3', baseline: 'log-official' },
];

const TABLES = [
  { title: 'From a loop to the last response', kinds: KINDS, server: 'server' },
  { title: 'The same with gzip', kinds: GZIP_KINDS, server: 'server' },
  {
    title: 'To a server that responds after a second, as InfluxDB 3 does when its log is flushed',
    kinds: LOG_KINDS,
    server: 'server-log',
  },
] as const;

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

async function measure(
  child: string,
  kinds: readonly Kind[],
  role: 'server' | 'server-log',
  points: number,
  rounds: number,
): Promise<Map<string, Run[]>> {
  const server = start(child, [role]);
  const url = `http://127.0.0.1:${(await server.first).trim()}`;
  const runs = new Map<string, Run[]>(kinds.map(({ role }) => [role, []]));
  try {
    for (let round = 0; round < rounds; round++) {
      for (let turn = 0; turn < kinds.length; turn++) {
        const kind = kinds[(turn + round) % kinds.length];
        if (!kind) continue;
        await fetch(url);
        const result = JSON.parse(await start(child, [kind.role, url, String(points * (kind.share ?? 1))]).end) as Omit<
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

interface Row {
  readonly role: string;
  readonly name: string;
  readonly pointsPerSecond: number;
  readonly ratio: number;
  readonly ratioLow: number;
  readonly ratioHigh: number;
  readonly peakBytes: number;
  readonly cpuSeconds: number;
  readonly megabytes: number;
  readonly requests: number;
}

const COLUMNS = ['writer', 'points/s', 'ratio (quartiles)', 'CPU', 'peak memory', 'sent', 'requests'];

const rowsOf = (data: readonly Row[], kinds: readonly Kind[]): string[][] =>
  kinds.flatMap(({ role }) =>
    data
      .filter((row) => row.role === role)
      .map((row) => [
        row.name,
        count(row.pointsPerSecond),
        `${row.ratio.toFixed(1)}× (${row.ratioLow.toFixed(1)} to ${row.ratioHigh.toFixed(1)})`,
        `${row.cpuSeconds.toFixed(1)} s`,
        `${Math.round(row.peakBytes / 2 ** 20)} MiB`,
        `${Math.round(row.megabytes)} MB`,
        String(row.requests),
      ]),
  );

export const write: Suite = {
  name: 'write',
  async run({ quick }: SuiteOptions) {
    const points = quick ? 100_000 : 1_000_000;
    const child = await bundle();
    const runs = new Map<string, Run[]>();
    for (const { title, kinds, server } of TABLES) {
      progress(title);
      const rounds = { asked: quick ? 1 : 3, thorough: 7, 'run-through': 0 }[thoroughness()];
      for (const [role, of] of await measure(child, kinds, server, points, rounds)) runs.set(role, of);
    }
    const shareOf = (wanted: string): number => LOG_KINDS.find(({ role }) => role === wanted)?.share ?? 1;
    const data = TABLES.flatMap(({ kinds }) => kinds).map(({ role, name, baseline, share = 1 }) => {
      const own = runs.get(role) ?? [];
      const base = runs.get(baseline) ?? [];
      const perPoint = share / shareOf(baseline);
      const ratios = own.map(
        ({ milliseconds }, round) => ((base[round]?.milliseconds ?? Number.NaN) * perPoint) / milliseconds,
      );
      const median = (pick: (run: Run) => number): number => quantile(own.map(pick), 0.5);
      return {
        name,
        role,
        pointsPerSecond: (points * share * 1000) / median(({ milliseconds }) => milliseconds),
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
        'same round, with gzip to the one with gzip. Memory is the highest peak of resident memory of all rounds. To the ' +
        'server that responds after a second go points of two tags and two fields: all of them by the last row, fewer by ' +
        'the others, which do nothing but wait.',
      tables: TABLES.map(({ title, kinds }) => ({ title, columns: COLUMNS, rows: rowsOf(data, kinds) })),
      packages: ['@influxdata/influxdb-client', '@influxdata/influxdb3-client'],
      data,
    };
  },
};
