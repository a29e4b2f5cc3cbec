// `npx @influxkit/influxdb demo`: what the client does, on a fake server of this process. Nothing leaves the machine.
import { flux, InfluxDB, Point } from '@influxkit/influxdb/oss-v2';
import { type FakeInfluxDB, startFakeInfluxDB } from '@influxkit/testing';
import { demoPage } from './demo-page.js';

/** A demonstration that runs. */
export interface Demo extends AsyncDisposable {
  /** Address of the page with the chart. */
  readonly url: string;
  /** Rows that a query found at the start. */
  readonly rows: number;
  /** What a shell exports for `InfluxDB.fromEnv()` to reach the server. */
  readonly environment: string;
}

/** Where the command says what it does, and how long it lasts. */
export interface DemoOutput {
  out(text: string): void;
  error(text: string): void;
  /** Ends when a person ends the command. */
  untilInterrupted(): Promise<unknown>;
}

const USAGE = `
  npx @influxkit/influxdb demo    a fake InfluxDB with data on 127.0.0.1, and a page with a live chart

`;

/** @returns the code to exit with */
export async function runDemoCommand(
  words: readonly string[],
  { out, error, untilInterrupted }: DemoOutput,
): Promise<number> {
  if (words.some((word) => word === '--help' || word === '-h')) {
    out(USAGE);
    return 0;
  }
  if (words.length !== 1 || words[0] !== 'demo') {
    error(`influxkit-influxdb: expected the command \`demo\`\n${USAGE}`);
    return 2;
  }
  await using demo = await startDemo();
  out(`A fake InfluxDB runs in this process, with the last two minutes of a motor in it: nothing leaves this machine.
A query found ${demo.rows} rows, and a point is written each second.

  ${demo.url}    a live chart, and the program behind it

Programs of yours reach it as well; it has a bucket co2 for them:

  export ${demo.environment}

Ctrl+C ends it.
`);
  await untilInterrupted();
  return 0;
}

const SECONDS = 120;

/**
 * Starts a fake server with data, writes to it and queries it by the client of this package.
 *
 * @param interval milliseconds between two points
 */
export async function startDemo(interval = 1000): Promise<Demo> {
  let read: () => Promise<unknown> = async () => [];
  const server: FakeInfluxDB = await startFakeInfluxDB({
    org: 'demo',
    buckets: ['factory', 'co2'],
    routes: [
      { method: 'GET', path: '/', respond: () => html(demoPage()) },
      { method: 'GET', path: '/data', respond: async () => Response.json(await read()) },
    ],
  });
  const influx = new InfluxDB({ url: server.url, token: 'demo', org: 'demo', bucket: 'factory', times: 'date' });
  const writer = influx.writer(undefined, { flushInterval: Math.min(interval, 250) });
  read = async () => {
    const rows = influx.query.rows(flux`
      from(bucket: "factory")
        |> range(start: -2m)
        |> filter(fn: (r) => r._measurement == "motor" and r._field == "rpm")`);
    const points: { readonly time: number; readonly rpm: number; readonly line: string }[] = [];
    for await (const { _time, _value, line } of rows)
      points.push({ time: Number(_time), rpm: Number(_value), line: String(line) });
    return points;
  };
  const now = Date.now();
  for (let second = SECONDS; second > 0; second--) writePoints(now - second * 1000);
  await writer.flush();
  const timer = setInterval(() => writePoints(Date.now()), interval);

  function writePoints(time: number): void {
    for (const [line, base] of [
      ['A', 1480],
      ['B', 1320],
    ] as const) {
      const rpm = base + 60 * Math.sin(time / 9000 + base) + 12 * Math.sin(time / 1700);
      writer.write(new Point('motor').tag('line', line).floatField('rpm', rpm).timestamp(new Date(time)));
    }
  }

  return {
    url: `${server.url}/`,
    environment: `INFLUX_HOST=${server.url} INFLUX_TOKEN=demo INFLUX_ORG=demo`,
    rows: ((await read()) as unknown[]).length,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await writer.close();
      await server.stop();
    },
  };
}

const html = (body: string): Response =>
  new Response(body, { headers: { 'content-type': 'text/html; charset=utf-8' } });
