import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const here = fileURLToPath(new URL('.', import.meta.url));
const tsconfig = fileURLToPath(new URL('../../../tsconfig.base.json', import.meta.url));

it('the example of the README ends in order on SIGTERM, while points keep coming', async () => {
  const stored: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    // as slow as a server on another machine: points come while close() waits for it
    setTimeout(() => {
      stored.push(...Buffer.concat(chunks).toString().trim().split('\n'));
      response.writeHead(204).end();
    }, 300);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const readme = await readFile(join(here, '..', 'README.md'), 'utf8');
  const example = /## First example[\s\S]*?```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  expect(example).toContain("process.once('SIGTERM'");
  const folder = await mkdtemp(join(here, 'sigterm-'));
  try {
    const file = join(folder, 'example.ts');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const traffic = `
      let sent = 0;
      setInterval(() => {
        // as a handler of requests would, which nobody catches errors of
        metrics.write({ measurement: 'request', tags: { route: '/pay' }, fields: { ms: 1, n: ++sent } });
        if (sent === 300) console.log('under traffic');
      }, 1);
    `;
    const program = example
      .replace('http://localhost:8086', url)
      .replace('defaultTags:', 'gzip: false,\n  defaultTags:');
    await writeFile(file, `${program}\n${traffic}`);
    const child = spawn(process.execPath, ['--import', 'tsx', file], {
      env: { ...process.env, INFLUX_TOKEN: 'a-token', TSX_TSCONFIG_PATH: tsconfig },
    });
    let out = '';
    let errors = '';
    child.stderr.on('data', (text: Buffer) => {
      errors += text.toString();
    });
    const finished = new Promise<void>((resolve) => {
      child.on('close', () => resolve());
      child.stdout.on('data', (text: Buffer) => {
        const before = out;
        out += text.toString();
        if (!before.includes('under traffic') && out.includes('under traffic')) child.kill('SIGTERM');
        if (out.includes('points stored')) child.kill('SIGKILL');
      });
    });
    await finished;
    const [, written, accepted] = /(\d+) of (\d+) points stored/.exec(out) ?? [];
    expect(Number(written), errors).toBeGreaterThanOrEqual(300);
    expect(stored).toHaveLength(Number(written));
    // what came too late is reported, and counted
    expect(Number(accepted)).toBeGreaterThan(Number(written));
    expect(errors).toContain('dropped: the writer is closed');
    expect(errors).not.toContain('WriterClosedError');
  } finally {
    await rm(folder, { recursive: true, force: true });
    server.close();
  }
});
