import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { random } from '../support/random.js';
import { startProxy } from './proxy.js';
import { startSink } from './sink.js';

const seeds = process.env['FAULT_SEED']
  ? [Number(process.env['FAULT_SEED'])]
  : Array.from({ length: Number(process.env['FAULT_KILL_SEEDS'] ?? 3) }, (_, index) => index + 1);
const KILLS = Number(process.env['FAULT_KILLS'] ?? 8);

let folder: string;
let child: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kill-'));
  child = join(folder, 'spool-child.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('spool-child.ts', import.meta.url))],
    outfile: child,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // the bundle holds CommonJS, which asks for Node's modules by require
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'error',
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Life {
  readonly safe: number;
  readonly recovered: number;
  readonly cut: number;
  readonly done: boolean;
}

/** Lets the child live until it ends or is killed. */
function live(args: readonly string[], killAfter: number | undefined): Promise<Life> {
  return new Promise((resolve, reject) => {
    const running = spawn(process.execPath, [child, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    let killed = false;
    running.stdout.on('data', (text: Buffer) => {
      const begins = out === '';
      out += text.toString();
      if (begins && killAfter !== undefined) {
        setTimeout(() => {
          killed = true;
          running.kill('SIGKILL');
        }, killAfter);
      }
    });
    running.stderr.on('data', (text: Buffer) => {
      err += text.toString();
    });
    running.on('error', reject);
    running.on('close', (code) => {
      if (!killed && code !== 0) reject(new Error(`the child ended with ${code}: ${err}`));
      // a line that was cut off by the kill was not heard, and promises nothing
      const lines = out.split('\n').slice(0, -1);
      const safe = Number(
        lines
          .filter((line) => line.startsWith('safe '))
          .at(-1)
          ?.slice(5) ?? args[2],
      );
      const [, recovered, cut] = /^recovered (\d+) (\d+)$/m.exec(out) ?? [];
      resolve({ safe, recovered: Number(recovered ?? 0), cut: Number(cut ?? 0), done: lines.at(-1) === 'done 0' });
    });
  });
}

describe('a process that is killed', () => {
  it.concurrent.each(seeds)(
    'loses no point that its spool had acknowledged: seed %i',
    async (seed) => {
      const chance = random(seed);
      const dir = join(folder, `spool-${seed}`);
      await using sink = await startSink();
      await using proxy = await startProxy({ seed, upstream: sink.url, faults: 0.3 });
      let from = 0;
      let recovered = 0;
      let cut = 0;
      let delivered = 0;
      for (let kill = 0; kill < KILLS; kill++) {
        const life = await live([dir, proxy.url, String(from), '100000000'], 20 + chance() * 400);
        expect(life.safe).toBeGreaterThanOrEqual(from);
        from = life.safe;
        recovered += life.recovered;
        cut += life.cut > 0 ? 1 : 0;
        for (let n = 0; n < from; n++) if (sink.has(n)) delivered = n;
      }
      expect(from).toBeGreaterThan(100);
      proxy.heal();
      const last = await live([dir, proxy.url, String(from), String(from + 10)], undefined);
      expect(last.done).toBe(true);
      expect(sink.foreign).toEqual([]);
      for (let n = 0; n < from + 10; n++) {
        if (!sink.has(n))
          throw new Error(`point ${n} of ${from + 10} was acknowledged and is lost; FAULT_SEED=${seed} replays it`);
      }
      expect((await readdir(dir)).filter((name) => name.endsWith('.lines'))).toEqual([]);
      console.log(
        `seed ${seed}: killed ${KILLS} times, ${from} points acknowledged, ${recovered} found again after restarts, ${cut} torn tails, delivered up to ${delivered} before the last start`,
      );
    },
    120_000,
  );
});
