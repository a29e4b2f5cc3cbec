import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noteCases } from '@influxkit/test-tools/cases';
import { random } from '@influxkit/test-tools/random';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../src/bundle.js';
import { startProxy } from '../src/proxy.js';
import { IS_DEFAULT, KILLS, replay, SEEDS } from '../src/settings.js';
import { startSink } from '../src/upstream/sink.js';

let folder: string;
let child: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'influxkit-kill-'));
  child = await bundle('spool-child');
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  if (IS_DEFAULT) noteCases('spool', 'kills in the middle of writing', SEEDS.length * KILLS);
});

interface Life {
  readonly safe: number;
  readonly recovered: number;
  readonly cut: number;
  readonly done: boolean;
}

/** Lets the child live until it ends or is killed: in the midst of its writing, once it has said so many times what is safe. */
function live(args: readonly string[], killAfter: number | undefined): Promise<Life> {
  return new Promise((resolve, reject) => {
    const running = spawn(process.execPath, [child, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    let killed = false;
    running.stdout.on('data', (text: Buffer) => {
      out += text.toString();
      if (killAfter !== undefined && !killed && out.split('safe ').length > killAfter) {
        killed = true;
        // Some milliseconds later, so that it comes at any place: in a write as well as between two.
        setTimeout(() => running.kill('SIGKILL'), killAfter % 15);
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
  it.concurrent.each(SEEDS)('loses no point that its spool had acknowledged: seed %i', async (seed) => {
    const chance = random(seed);
    const dir = join(folder, `spool-${seed}`);
    await using sink = await startSink();
    await using proxy = await startProxy({ seed, upstream: sink.url, faultRate: 0.3 });
    let from = 0;
    let recovered = 0;
    let cut = 0;
    let delivered = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const life = await live([dir, proxy.url, String(from), '100000000'], 5 + chance() * 60);
      expect(life.safe).toBeGreaterThanOrEqual(from);
      from = life.safe;
      recovered += life.recovered;
      cut += life.cut > 0 ? 1 : 0;
      for (let n = 0; n < from; n++) if (sink.numbers.has(n)) delivered = n;
    }
    expect(from).toBeGreaterThan(100);
    proxy.heal();
    const last = await live([dir, proxy.url, String(from), String(from + 10)], undefined);
    expect(last.done).toBe(true);
    expect(sink.foreign).toEqual([]);
    for (let n = 0; n < from + 10; n++) {
      if (!sink.numbers.has(n))
        throw new Error(`point ${n} of ${from + 10} was acknowledged and is lost; ${replay(seed)}`);
    }
    expect((await readdir(dir)).filter((name) => name.endsWith('.lines'))).toEqual([]);
    console.log(
      `seed ${seed}: killed ${KILLS} times, ${from} points acknowledged, ${recovered} found again after restarts, ${cut} torn tails, delivered up to ${delivered} before the last start`,
    );
  });
});
