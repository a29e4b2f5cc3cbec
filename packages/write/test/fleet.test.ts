import { afterAll, afterEach, expect, it } from 'vitest';
import { noteCases } from '../../../tests/tools/src/cases.js';
import { isWhole } from '../../../tests/tools/src/scope.js';
import { createWriter, type WriteApi, type Writer } from '../src/index.js';
import { VirtualTime } from './support/virtual-time.js';

/*
 * A fleet of writers and one server, in virtual time: it is up, is down for a minute, comes back with a limit that it
 * enforces by 429 and the same `Retry-After` for all, and is free again. The curve is on the page on reliability;
 * FLEET_CURVE=1 prints it.
 */
const WRITERS = Number(process.env['FLEET_WRITERS'] ?? (isWhole ? 10_000 : 300));
const SECOND = 1000;
const DOWN = 30 * SECOND;
const BACK = 90 * SECOND;
const FREE = 130 * SECOND;
const END = 160 * SECOND;
/** Each writer has a point every ten seconds, and sends it a second later. */
const EVERY = 10 * SECOND;
const NORMAL = WRITERS / 10;
/** What the server takes in a second after it is back, and what it tells the others. */
const LIMIT = NORMAL * 1.5;
const RETRY_AFTER = '5';

const time = new VirtualTime();
afterEach(() => time.stop());
afterAll(() => {
  if (WRITERS === 10_000) noteCases('fleet', 'writers, through an outage and limits', WRITERS);
});

it('comes back from an outage and through limits without a wave, in full batches, and accounts for every point', async () => {
  time.start();
  /** Requests by second: all of them, and those that were stored. */
  const asked: number[] = [];
  const stored: number[] = [];
  let storedLines = 0;
  const count = (list: number[]): number => {
    const second = Math.floor(time.now / SECOND);
    list[second] = (list[second] ?? 0) + 1;
    return list[second];
  };
  const decoder = new TextDecoder();
  const writers: Writer[] = [];
  const backlogRequests: number[] = [];
  let reported = 0;
  for (let index = 0; index < WRITERS; index++) {
    backlogRequests.push(0);
    const request: WriteApi['request'] = (async ({ body }: { body: Uint8Array }) => {
      const requests = count(asked);
      if (time.now >= DOWN && time.now < BACK) throw Object.assign(new Error('refused'), { name: 'ConnectionError' });
      if (time.now >= BACK && time.now < FREE && requests > LIMIT) {
        return { statusCode: 429, headers: { 'retry-after': RETRY_AFTER }, body: new Uint8Array(0) };
      }
      count(stored);
      const lines = decoder.decode(body).trim().split('\n');
      storedLines += lines.length;
      // lines of the outage: how many requests does it take to bring them?
      const times = lines.map((line) => Number(line.slice(line.lastIndexOf(' ') + 1)));
      if (time.now >= BACK && times.some((at) => at >= DOWN && at < BACK - SECOND))
        backlogRequests[index] = (backlogRequests[index] ?? 0) + 1;
      return { statusCode: 204, headers: {}, body: new Uint8Array(0) };
    }) as never;
    const writer = createWriter(
      { request },
      {
        bucket: 'b',
        precision: 'ms',
        gzip: false,
        batchLines: 100,
        batchBytes: 4096,
        checkTimestamps: false,
        onError: (error) => {
          reported += error.lines;
        },
      },
    );
    writers.push(writer);
    const first = Math.floor((index / WRITERS) * EVERY);
    const write = (at: number): void => {
      writer.write({ measurement: 'm', fields: { v: 1 }, timestamp: at });
      if (at + EVERY < END) time.at(at + EVERY, () => write(at + EVERY));
    };
    time.at(first, () => write(first));
  }
  await time.run(END + 60 * SECOND);
  const closed = writers.map((writer) => writer.closeSettled({ timeout: 60_000 }));
  await time.run(END + 121 * SECOND);
  const reports = await Promise.all(closed);

  const accepted = reports.reduce((sum, { stats }) => sum + stats.accepted, 0);
  const written = reports.reduce((sum, { stats }) => sum + stats.written, 0);
  expect(accepted).toBe(WRITERS * (END / EVERY));
  expect(written + reported).toBe(accepted);
  expect(storedLines).toBe(written);
  // the outage is shorter than maxTime, and a limit costs no line
  expect(reported).toBe(0);

  // for the backlog of a writer, which fits one batch: lines ÷ batch size + 1 requests at most
  expect(Math.max(...backlogRequests)).toBeLessThanOrEqual(2);
  const rate = (from: number, to: number): number =>
    Math.max(...Array.from({ length: (to - from) / SECOND }, (_, n) => asked[from / SECOND + n] ?? 0));
  const normal = rate(10 * SECOND, DOWN);
  if (process.env['FLEET_CURVE']) {
    for (let second = 0; second < (END + 20 * SECOND) / SECOND; second += 5) {
      const sum = (list: number[]): number =>
        list.slice(second, second + 5).reduce((all, one) => all + (one ?? 0), 0) / 5;
      console.log(`| ${second} | ${Math.round(sum(asked))} | ${Math.round(sum(stored))} |`);
    }
    console.log({ normal, back: rate(BACK, BACK + 40 * SECOND), free: rate(FREE, END) });
  }
  // no wave: neither when it is back, nor when it is free again
  expect(rate(BACK, FREE)).toBeLessThanOrEqual(normal * 3);
  expect(rate(FREE, END)).toBeLessThanOrEqual(normal * 2);
});
