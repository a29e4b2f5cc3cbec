import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isWhole } from '../../../tests/tools/src/scope.js';
import { openSpool, type Spool, SpoolLockedError } from '../src/spool.js';
import { FakeServer } from './support/fake-server.js';

const holder = fileURLToPath(new URL('./support/spool-holder.ts', import.meta.url));
const tsconfig = fileURLToPath(new URL('../../../tsconfig.base.json', import.meta.url));
/** In a namespace of processes of its own, as a container is: the kernel may refuse to make one. */
const UNSHARE = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child=KILL'];
const [command = '', ...options] = UNSHARE;
const probe = spawnSync(command, [...options, 'true']);
const hasNamespaces = process.platform === 'linux' && probe.status === 0;
if (!hasNamespaces)
  console.log(`namespaces of processes are not tried: the kernel refuses (${probe.stderr ?? probe.error})`);

let dir: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'spool-processes-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(dir, { recursive: true, force: true });
});

function start(prefix: readonly string[], lines: number) {
  const [command = '', ...args] = [...prefix, process.execPath, '--import', 'tsx', holder, dir, String(lines)];
  const child = spawn(command, args, {
    env: { ...process.env, TSX_TSCONFIG_PATH: tsconfig },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  let out = '';
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const until = (pattern: RegExp): Promise<string> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (pattern.test(out)) resolve(out);
      };
      child.stdout.on('data', (text: Buffer) => {
        out += text.toString();
        look();
      });
      look();
    });
  return { child, until, ended, safe: () => Number(/.*safe (\d+)/s.exec(out)?.[1] ?? 0) };
}

describe.each<[string, string[], boolean]>([
  ['two processes', [], true],
  ['two containers with the same host name', UNSHARE, hasNamespaces],
])('%s', (_, prefix, isAble) => {
  it.skipIf(!isAble)('never hold one spool, and after kill -9 the next has every acknowledged line', async () => {
    const first = start(prefix, 400);
    await first.until(/safe 50\n/);
    // while the first one is in the midst of writing
    const second = start(prefix, 1);
    expect(await second.until(/error|recovered/)).toContain('error SpoolLockedError');
    await expect(openSpool(new FakeServer().api, { bucket: 'b', dir })).rejects.toThrow(SpoolLockedError);
    await first.until(/done/);
    first.child.kill('SIGKILL');
    await first.ended;

    const third = start(prefix, 10);
    expect(await third.until(/done/)).toContain('recovered 400 0\n');
    third.child.kill('SIGKILL');
    await third.ended;
    const server = new FakeServer();
    // the death of a process is known when its descendants are gone, too
    let spool: Spool | undefined;
    const open = async (): Promise<boolean> => {
      spool ??= await openSpool(server.api, { bucket: 'b', dir }).catch(() => undefined);
      return spool !== undefined;
    };
    await expect.poll(open).toBe(true);
    await expect.poll(() => new Set(server.lines).size).toBe(400);
    await spool?.close();
  });

  it.skipIf(!isAble)(
    'a process that is killed in the midst of a write loses nothing that was acknowledged',
    async () => {
      for (let round = 0; round < (isWhole ? 3 : 1); round++) {
        const one = start(prefix, 100_000);
        await one.until(new RegExp(`safe ${20 + round * 13}\\n`));
        one.child.kill('SIGKILL');
        await one.ended;
        const safe = one.safe();
        const next = start(prefix, 0);
        const [, lines, lost] = /recovered (\d+) (\d+)/.exec(await next.until(/done/)) ?? [];
        expect(Number(lost)).toBe(0);
        expect(Number(lines)).toBeGreaterThanOrEqual(safe);
        next.child.kill('SIGKILL');
        await next.ended;
      }
    },
  );
});
