import { readFileSync } from 'node:fs';
import { type FakeInfluxDB3, startFakeInfluxDB3 } from '@influxkit/test-tools';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { type Recorder, startRecorder } from '../../src/coming-from/recorder.js';
import { root } from '../../src/example.js';
import { compile, fileOf, write } from '../../src/readme/program.js';

const readme = 'docs/coming-from-influxdb-2.md';
const blocks = [...readFileSync(`${root}${readme}`, 'utf8').matchAll(/```ts\n(.*?)```/gs)].map(
  ([, code = ''], index) => ({
    readme,
    index,
    code,
  }),
);
const columns = { t: 'Timestamp(ns)', rpm: 'Float64' };

let before: Recorder;
let after: FakeInfluxDB3;
beforeAll(async () => {
  before = await startRecorder();
  after = await startFakeInfluxDB3({
    token: 'three',
    query: () => ({ columns, lines: ['{"t":"2026-01-01T00:00:00","rpm":1480.5}'] }),
  });
  vi.stubEnv('INFLUX_HOST', before.url);
  vi.stubEnv('INFLUX_TOKEN', 'two');
  vi.stubEnv('INFLUX_ORG', 'acme');
  vi.stubEnv('INFLUX_BUCKET_NAME', 'factory');
  vi.stubEnv('INFLUXDB3_HOST_URL', after.url);
  vi.stubEnv('INFLUXDB3_AUTH_TOKEN', 'three');
  vi.stubEnv('INFLUXDB3_DATABASE_NAME', 'factory');
});
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  vi.unstubAllEnvs();
  await before[Symbol.asyncDispose]();
  await after.stop();
});

/** Runs the block of the page that contains a string; what it prints. */
async function run(text: string): Promise<unknown[][]> {
  const block = blocks.find(({ code }) => code.includes(text));
  if (block === undefined) throw new Error(`the page has no program with ${text}`);
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  const path = fileOf(block, '-run');
  write(path, block.code);
  await import(/* @vite-ignore */ path);
  return log.mock.calls;
}

it('has programs that compile, strictly', () => {
  expect(blocks).toHaveLength(3);
  expect(compile(blocks).flatMap(({ errors, code }) => errors.map((error) => `${code}: ${error}`))).toEqual([]);
});

it('writes the same point to both, each in the dialect of its reader, as whom the environment says', async () => {
  expect(await run('writers')).toEqual([['before: 1 written'], ['after: 1 written']]);
  const [request] = before.take();
  expect(request).toMatchObject({
    path: '/api/v2/write',
    query: { org: 'acme', bucket: 'factory' },
    headers: { authorization: 'Token two' },
  });
  const [line = ''] = after.written.get('factory') ?? [];
  expect(after.requests.at(-1)).toMatchObject({
    path: '/api/v3/write_lp',
    headers: { authorization: 'Bearer three' },
  });
  const [, time] = / (\d{19})$/.exec(line) ?? [];
  expect(line).toBe(String.raw`motor,line=A,share=\\\\plant\\1 rpm=1480.5,starts=7i ${time}`);
  expect(request?.body.trimEnd()).toBe(String.raw`motor,line=A,share=\\plant\1 rpm=1480.5,starts=7i ${time}`);
});

it('asks InfluxDB 3 what Flux asked before', async () => {
  expect(await run('date_bin')).toEqual([[1767225600000000000n, 1480.5]]);
  const { q, params } = JSON.parse(after.requests.at(-1)?.body ?? '') as { q: string; params: object };
  expect(q).toContain("date_bin(INTERVAL '5 minutes', time)");
  expect(Object.values(params)).toEqual([expect.stringMatching(/Z$/), 'A']);
});
