import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The server's binary: what INFLUXD names, or the one of the Debian package. */
export const INFLUXD: string | undefined = [process.env['INFLUXD'], '/usr/bin/influxd', '/usr/local/bin/influxd'].find(
  (file) => file !== undefined && existsSync(file),
);

/** Set where a missing server must be a failure, as in CI. */
export const REQUIRED = process.env['INFLUXKIT_REQUIRE_SERVERS'] === '1';

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/** A running InfluxDB 1.x with empty storage of its own. */
export class Influxd {
  private constructor(
    private readonly process: ChildProcess,
    private readonly folder: string,
    private readonly url: string,
  ) {}

  static async start(binary: string): Promise<Influxd> {
    const folder = mkdtempSync(join(tmpdir(), 'influxd-'));
    const [port, rpc] = [await freePort(), await freePort()];
    const config = [
      'reporting-disabled = true',
      `bind-address = "127.0.0.1:${rpc}"`,
      `[meta]\n  dir = "${folder}/meta"`,
      `[data]\n  dir = "${folder}/data"\n  wal-dir = "${folder}/wal"\n  query-log-enabled = false`,
      '[monitor]\n  store-enabled = false',
      `[http]\n  bind-address = "127.0.0.1:${port}"\n  log-enabled = false`,
    ].join('\n');
    writeFileSync(join(folder, 'influxd.conf'), config);
    const child = spawn(binary, ['-config', join(folder, 'influxd.conf')], { stdio: 'ignore' });
    const server = new Influxd(child, folder, `http://127.0.0.1:${port}`);
    for (;;) {
      try {
        await fetch(`${server.url}/ping`);
        return server;
      } catch (error) {
        // As long as it takes to start; a process that has ended never will.
        if (child.exitCode !== null) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill('SIGKILL');
    await gone;
    rmSync(this.folder, { recursive: true, force: true });
  }

  async run(q: string, db = ''): Promise<unknown> {
    const response = await fetch(`${this.url}/query?${new URLSearchParams({ db, epoch: 'ns' })}`, {
      method: 'POST',
      body: new URLSearchParams({ q }),
    });
    return exactJson(await response.text());
  }

  /** An empty status means success; else what the server said. */
  async write(db: string, lines: Uint8Array | string): Promise<string> {
    const response = await fetch(`${this.url}/write?${new URLSearchParams({ db, precision: 'n' })}`, {
      method: 'POST',
      body: lines as BodyInit,
    });
    return response.status === 204 ? '' : await response.text();
  }
}

/** A JSON number with all its digits. */
export class Digits {
  constructor(readonly text: string) {}
}

/** JSON, in which numbers keep their digits: `JSON.parse` would round integers of 64 bits. */
function exactJson(text: string): unknown {
  let out = '';
  for (let i = 0; i < text.length; ) {
    const char = text[i] as string;
    if (char === '"') {
      let end = i + 1;
      while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
      out += `"s${text.slice(i + 1, end + 1)}`;
      i = end + 1;
    } else if (/[-\d]/.test(char)) {
      const number = /^[-+.\deE]+/.exec(text.slice(i, i + 40))?.[0] ?? char;
      out += `"n${number}"`;
      i += number.length;
    } else {
      out += char;
      i++;
    }
  }
  return revive(JSON.parse(out));
}

function revive(value: unknown): unknown {
  if (typeof value === 'string') return value.startsWith('n') ? new Digits(value.slice(1)) : value.slice(1);
  if (Array.isArray(value)) return value.map(revive);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.slice(1), revive(inner)]));
  }
  return value;
}
