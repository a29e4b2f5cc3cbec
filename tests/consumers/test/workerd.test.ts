import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { Report } from '../projects/shared/work.js';
import { bundle } from '../src/bundle.js';
import { installProject } from '../src/project.js';
import { checkReport, surroundings } from '../src/report.js';

test('a worker lists, pages, writes and queries', async () => {
  await using project = await installProject('workerd', ['work.ts']);
  const { code } = await bundle(project, 'main.ts', ['--conditions=workerd,worker,browser']);
  await writeFile(`${project.folder}/worker.js`, code);
  const around = surroundings('workerd');
  const workerd = await serve(project.folder);
  try {
    const response = await fetch(workerd.url, { method: 'POST', body: JSON.stringify(around) });
    const text = await response.text();
    expect(text, workerd.output()).toMatch(/^{/);
    await checkReport(JSON.parse(text) as Report, around);
  } finally {
    workerd.stop();
  }
});

/** Starts workerd on a port of its choice, which it prints as a control message. */
async function serve(folder: string): Promise<{ url: string; output(): string; stop(): void }> {
  const child = spawn(`${folder}/node_modules/.bin/workerd`, ['serve', 'config.capnp', '--control-fd=3'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    // The command may be a script that starts the program: both end together.
    detached: true,
  });
  const stop = (): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  };
  let printed = '';
  const output = (): string => printed;
  child.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const port = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => reject(new Error(`workerd ended before it listened:\n${printed}`)));
    child.stdio[3]?.on('data', (chunk: Buffer) => {
      const listening = /"event":"listen".*"port":(\d+)/.exec(chunk.toString());
      if (listening) resolve(Number(listening[1]));
    });
  });
  return { url: `http://127.0.0.1:${port}/`, output, stop };
}
