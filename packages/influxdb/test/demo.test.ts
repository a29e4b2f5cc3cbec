import { expect, test } from 'vitest';
import { runDemoCommand, startDemo } from '../src/demo.js';
import { flux, InfluxDB } from '../src/oss-v2.js';

interface Row {
  readonly time: number;
  readonly rpm: number;
  readonly line: string;
}

const rowsOf = async (url: string) => (await (await fetch(`${url}data`)).json()) as Row[];

test('the demo serves a page, and data that it wrote and that grow', async () => {
  await using demo = await startDemo(20);
  const page = await (await fetch(demo.url)).text();
  expect(page).toContain('<svg');
  expect(page).toContain("from '@influxkit/influxdb/oss-v2'");
  expect(page).toContain("fetch('/data')");
  // Of the root: that of the body leaves the page behind it white where everything else is dark.
  expect(page).toMatch(/:root \{[^}]*color-scheme: light dark/);
  const before = await rowsOf(demo.url);
  expect(before.length).toBeGreaterThanOrEqual(2 * 118);
  expect(new Set(before.map(({ line }) => line))).toEqual(new Set(['A', 'B']));
  for (const { time, rpm } of before) {
    expect(Number.isSafeInteger(time)).toBe(true);
    expect(rpm).toBeGreaterThan(1000);
  }
  await expect
    .poll(async () => Math.max(...(await rowsOf(demo.url)).map(({ time }) => time)))
    .toBeGreaterThan(Math.max(...before.map(({ time }) => time)));
});

test('the command says where to look and how programs reach it, and any other word how it is used', async () => {
  const said: string[] = [];
  let page = '';
  let rows: unknown[] = [];
  const output = {
    out: (text: string) => said.push(text),
    error: (text: string) => said.push(text),
    untilInterrupted: async () => {
      const url = /http:\/\/127\.0\.0\.1:\d+\//.exec(said.join(''))?.[0] ?? '';
      page = await (await fetch(url)).text();
      const exported = /^ {2}export (.+)$/m.exec(said.join(''))?.[1] ?? '';
      const influx = InfluxDB.fromEnv({}, Object.fromEntries(exported.split(' ').map((pair) => pair.split('='))));
      const writer = influx.writer('co2', { precision: 's' });
      writer.write('total_co2 value=9855 1388448000');
      await writer.close();
      rows = await influx.query.toArray(flux`from(bucket: ${'co2'}) |> range(start: ${new Date(0)})`);
    },
  };
  expect(await runDemoCommand(['demo'], output)).toBe(0);
  expect(page).toContain('influxkit demo');
  expect(rows).toEqual([expect.objectContaining({ _measurement: 'total_co2', _value: 9855 })]);
  expect(await runDemoCommand(['demos'], output)).toBe(2);
  expect(said.at(-1)).toContain('expected the command `demo`');
  expect(said.at(-1)).toContain('npx @influxkit/influxdb demo');
  for (const words of [['--help'], ['demo', '-h']]) {
    expect(await runDemoCommand(words, output)).toBe(0);
    expect(said.at(-1)).toMatch(/^\n {2}npx @influxkit\/influxdb demo/);
  }
});
