import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { guard, serverFolder, startChild, untilReady } from '../src/child.js';

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

test('a server and its folder are gone once it is stopped', async () => {
  const folder = await serverFolder('child');
  const child = startChild(folder, 'sh', ['-c', 'echo $$; exec sleep 3600']);
  await expect.poll(() => child.output()).toMatch(/\d+\n/);
  const pid = Number(child.output());
  expect([alive(pid), existsSync(folder)]).toEqual([true, true]);
  await child.stop();
  expect([alive(pid), existsSync(folder)]).toEqual([false, false]);
});

test('a server and its folder go with the process that holds it, even one that is killed', async () => {
  const folder = await serverFolder('child');
  const holder = spawn(process.execPath, [
    '-e',
    `const { spawn } = require('node:child_process');
     const child = spawn('sh', ['-c', ${JSON.stringify(guard)}, 'sh', ${JSON.stringify(folder)}, 'sh', '-c', 'echo $$; exec sleep 3600']);
     child.stdout.pipe(process.stdout);`,
  ]);
  const [printed] = await once(holder.stdout, 'data');
  const pid = Number(String(printed));
  expect(alive(pid)).toBe(true);
  holder.kill('SIGKILL');
  await expect.poll(() => [alive(pid), existsSync(folder)]).toEqual([false, false]);
});

test('a server that ends before it responds is an error with what it printed', async () => {
  const folder = await serverFolder('child');
  await writeFile(join(folder, 'x'), '');
  const child = startChild(folder, 'sh', ['-c', 'echo no such port >&2; exit 3']);
  await expect(untilReady('the server', child, async () => false)).rejects.toThrow(
    /^the server ended with code 3\. It printed:\nno such port/,
  );
  expect(existsSync(folder)).toBe(false);
});

test('a command that the machine does not have is an error', async () => {
  const child = startChild(await serverFolder('child'), '/nowhere/influxd', []);
  await expect(untilReady('influxd', child, async () => false)).rejects.toThrow(
    /(not found|does not exist|No such file)/,
  );
});
