import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium } from '@influxkit/test-browser/chromium';
import { startChromium } from '@influxkit/test-browser/page';
import { startFakeInfluxDB3 } from '@influxkit/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bundle } from '../src/bundle.js';
import { programs, setEnvironment } from '../src/run-program.js';

const require = createRequire(import.meta.url);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'influxkit-edge-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

it('a worker of Cloudflare writes after its response, and queries', async () => {
  await using server = await startFakeInfluxDB3({ token: 'a-token' });
  server.respondTo(/FROM request/, {
    columns: { path: 'Utf8', requests: 'Int64' },
    rows: [{ path: '/docs', requests: 3n }],
  });
  await bundle('worker/worker.ts', ['workerd', 'worker', 'browser'], join(folder, 'worker.js'));
  await writeFile(
    join(folder, 'config.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker), (name = "internet", network = (allow = ["private", "public"]))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  bindings = [(name = "INFLUX_URL", text = "${server.url}"), (name = "INFLUX_TOKEN", text = "a-token")],
  compatibilityDate = "2025-06-01",
);
`,
  );
  await using worker = await startWorkerd(folder);
  const response = await fetch(`${worker.url}/docs`, { headers: { 'cf-ipcountry': 'NO' } });
  expect(await response.text()).toBe('hello\n');
  await expect
    .poll(() => server.written.get('edge'))
    .toEqual([expect.stringMatching(/^request,country=NO,path=\/docs method="GET" \d+$/)]);
  expect(await (await fetch(`${worker.url}/busiest`)).json()).toEqual([{ path: '/docs', requests: 3 }]);
});

/** Starts workerd on a port of its choice, which it prints as a control message. */
async function startWorkerd(cwd: string): Promise<{ readonly url: string } & AsyncDisposable> {
  const program = join(dirname(require.resolve('workerd/package.json')), 'bin', 'workerd');
  const child = spawn(program, ['serve', 'config.capnp', '--control-fd=3'], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    // The command may be a script that starts the program: both end together.
    detached: true,
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (printed += String(chunk)));
  const port = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => reject(new Error(`workerd ended before it listened:\n${printed}`)));
    child.stdio[3]?.on('data', (chunk) => {
      const listening = /"event":"listen".*"port":(\d+)/.exec(String(chunk));
      if (listening?.[1]) resolve(listening[1]);
    });
  });
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((resolve) => child.once('close', resolve));
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      await closed;
    },
  };
}

const executablePath = findChromium();

describe.skipIf(executablePath === undefined)('a dashboard in Chromium', () => {
  it('draws what is stored, then what is new, and says what is wrong', async () => {
    const start = Date.now() - 30_000;
    const rows = Array.from({ length: 20 }, (_, index) => ({
      time: new Date(start + index * 1000),
      rpm: 1400 + index,
    }));
    await using server = await startFakeInfluxDB3();
    server.respondTo(/FROM motor/, ({ params, text }) => {
      const after = Date.parse(/\d{4}-\d\d-\d\dT[\d:.]+Z?/.exec(JSON.stringify(params) + text)?.[0] ?? '');
      return {
        columns: { time: 'Timestamp(Nanosecond, None)', rpm: 'Float64' },
        rows: rows.filter(({ time }) => time.getTime() > after),
      };
    });
    setEnvironment({ INFLUXDB3_HOST_URL: server.url, INFLUXDB3_AUTH_TOKEN: 't', INFLUXDB3_DATABASE_NAME: 'factory' });
    const dashboard = join(folder, 'public');
    await mkdir(dashboard);
    await cp(fileURLToPath(new URL('dashboard/index.html', programs)), join(dashboard, 'index.html'));
    await bundle('dashboard/page.ts', ['browser'], join(dashboard, 'page.js'));

    const { app } = await import('../programs/dashboard/server.js');
    const { default: express } = await import('express');
    const listening = express().use(express.static(dashboard), app).listen(0, '127.0.0.1');
    await new Promise((resolve) => listening.once('listening', resolve));
    const url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
    try {
      await using browser = await startChromium(executablePath);
      const { page, errors } = await browser.openPage();
      await page.goto(url);
      await page.waitForFunction(() => document.querySelector('#status')?.textContent === '1419 rpm');
      // Pixels of the curve's colour.
      const drawn = () =>
        page.evaluate(() => {
          const canvas = document.querySelector('canvas') as HTMLCanvasElement;
          const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
          let pixels = 0;
          for (let at = 0; at < data.length; at += 4) if (data[at] === 0x1f && data[at + 1] === 0x6f) pixels++;
          return pixels;
        });
      expect(await drawn()).toBeGreaterThan(100);

      rows.push({ time: new Date(), rpm: 1500 });
      await page.waitForFunction(() => document.querySelector('#status')?.textContent === '1500 rpm');
      const last = server.requests.filter(({ path }) => path === '/api/v3/query_sql').at(-1);
      expect(last?.body).toContain(new Date(start + 19_000).toISOString().slice(0, 19));

      server.fail({ status: 401, times: Number.POSITIVE_INFINITY });
      await page.waitForFunction(
        () => document.querySelector('#status')?.textContent === 'the server responded with 502',
      );
      expect((await fetch(`${url}/api/rpm?after=yesterday`)).status).toBe(400);
      expect(errors).toEqual([]);
    } finally {
      listening.closeAllConnections();
      listening.close();
    }
  });
});
