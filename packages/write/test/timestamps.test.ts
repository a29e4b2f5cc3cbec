import { defineMeasurement, Point } from '@influxkit/line-protocol';
import { describe, expect, it } from 'vitest';
import { createWriter, type WritePrecision } from '../src/index.js';
import { monotonicClock } from '../src/timestamp-clock.js';
import { FakeServer } from './support/fake-server.js';

describe('the clock', () => {
  it('never repeats a nanosecond and never goes back, whatever the wall clock does', () => {
    const walls = [5, 5, 5, 6, 6, 4, 4, 7, 0, 7, 8];
    let at = 0;
    const clock = monotonicClock(() => walls[Math.min(at++, walls.length - 1)] ?? 0);
    let last = -1n;
    for (let n = 0; n < 2_500_000; n++) {
      const now = clock();
      if (now <= last) throw new Error(`${now} after ${last}`);
      last = now;
    }
    // a wall clock that stands still is overtaken by as little as possible
    expect(last).toBeLessThan(11_000_000n);
  });

  it.each([1001, 60_000, 3_600_000])(
    'follows a wall clock that was set back by %i ms, and gives no time twice',
    (step) => {
      let wall = 1_750_000_000_000;
      const clock = monotonicClock(() => wall);
      const given = new Set<bigint>();
      for (let n = 0; n < 50; n++) given.add(clock());
      wall -= step;
      for (let n = 0; n < 50; n++) {
        const time = clock();
        given.add(time);
        expect(time / 1_000_000n).toBe(BigInt(wall));
        if (n % 10 === 9) wall++;
      }
      // over the milliseconds of before, once more
      wall = 1_750_000_000_000;
      for (let n = 0; n < 50; n++) given.add(clock());
      expect(given.size).toBe(150);
    },
  );

  it('does not follow a step of up to a second: the times go on', () => {
    let wall = 1_750_000_000_000;
    const clock = monotonicClock(() => wall);
    const before = clock();
    wall -= 1000;
    expect(clock()).toBe(before + 1n);
  });

  it('follows the wall clock', () => {
    expect(monotonicClock(() => 1_750_000_000_123)()).toBe(1_750_000_000_123_000_000n);
  });
});

describe('points without a timestamp', () => {
  const cpu = defineMeasurement('cpu', { tags: ['host'], fields: { usage: 'float' } });

  it.each<[precision: WritePrecision, ordered: boolean]>([
    ['ns', false],
    ['ns', true],
    ['us', false],
    ['ms', false],
    ['s', false],
    ['s', true],
  ])('get one that no other point of theirs has, at precision %s, ordered: %s', async (precision, ordered) => {
    const server = new FakeServer();
    const writer = createWriter(server.api, { bucket: 'b', precision, ordered });
    const before = BigInt(Date.now()) * 1_000_000n;
    for (let n = 0; n < 500; n++) {
      writer.write({ measurement: 'cpu', tags: { host: 'a' }, fields: { usage: 1 } });
      writer.write(new Point('cpu').tag('host', 'a').floatField('usage', 1));
      writer.write(cpu, { host: 'a', usage: 1 });
      writer.write('cpu,host=a usage=1');
    }
    await writer.flush();
    const after = BigInt(Date.now() + 1) * 1_000_000n;
    expect(server.requests.every(({ query }) => query['precision'] === 'ns')).toBe(true);
    const times = server.lines.map((line) => BigInt(line.split(' ')[2] ?? '0'));
    expect(new Set(times).size).toBe(2000);
    expect(times.every((time) => time >= before && time <= after)).toBe(true);
  });

  it('do not change the precision of those that have one', async () => {
    const server = new FakeServer();
    const writer = createWriter(server.api, { bucket: 'b', precision: 's' });
    writer.write([
      { measurement: 'm', fields: { v: 1 }, timestamp: 7 },
      { measurement: 'm', fields: { v: 2 } },
      { measurement: 'm', fields: { v: 3 }, timestamp: new Date(9000) },
      'm v=4 11',
    ]);
    await writer.flush();
    const timed = server.requests.find(({ query }) => query['precision'] === 's');
    const untimed = server.requests.find(({ query }) => query['precision'] === 'ns');
    expect(timed?.lines).toEqual(['m v=1 7', 'm v=3 9', 'm v=4 11']);
    expect(untimed?.lines).toEqual([expect.stringMatching(/^m v=2 \d{19}$/)]);
  });

  it('keep the positions of rejected lines right when batches are interleaved', async () => {
    const server = new FakeServer(({ lines }) => {
      const at = lines.findIndex((line) => line.startsWith('m v=6'));
      if (at < 0) return { status: 204 };
      return {
        status: 400,
        body: JSON.stringify({ error: `partial write: unable to parse '${lines[at]}': no dropped=0` }),
      };
    });
    const writer = createWriter(server.api, { db: 'd', precision: 'ms' });
    for (let n = 1; n <= 8; n++)
      writer.write({ measurement: 'm', fields: { v: n }, ...(n % 2 ? { timestamp: n } : {}) });
    const error = await writer.flush().catch((reason) => reason);
    expect(error.errors[0].rejected).toEqual([
      { line: 3, position: 6, text: expect.stringMatching(/^m v=6 \d{19}$/), reason: 'no' },
    ]);
  });
});

describe('the timestamp of a raw line', () => {
  const writerOf = (precision: WritePrecision, more: object = {}) =>
    createWriter(new FakeServer().api, { bucket: 'b', precision, flushInterval: 0, ...more });

  it.each<[precision: WritePrecision, line: string, meant: WritePrecision]>([
    ['ns', 'cpu v=1 1700000000000', 'ms'],
    ['ns', 'cpu v=1 1700000000', 's'],
    ['ns', 'cpu v=1 1700000000000000', 'us'],
    ['us', 'cpu,host=a v=1 1700000000000', 'ms'],
    ['ms', 'cpu v="a b" 1700000000', 's'],
  ])('in %s is refused where it is of 1970, and of our time in a coarser unit: %s', async (precision, line, meant) => {
    for (const more of [{}, { ordered: true, concurrency: 2 }]) {
      const writer = writerOf(precision, more);
      expect(() => writer.write(`m f=1 1\n${line}`)).toThrow(
        `raw line 2: its timestamp is of 1970 in ${precision}, and of our time in ${meant}: set \`precision\`, or checkTimestamps: false if 1970 is meant`,
      );
      expect((await writer.close()).stats).toMatchObject({ written: 1, rejected: 0 });
    }
  });

  it.each<[precision: WritePrecision, line: string, more?: object]>([
    ['ns', 'cpu v=1 1700000000000000000'],
    ['ms', 'cpu v=1 1700000000000'],
    ['s', 'cpu v=1 1700000000'],
    ['ns', 'cpu v=1 12345678'],
    ['ns', 'cpu v=1 -1700000000000'],
    // between our time in seconds and our time in milliseconds
    ['ns', 'cpu v=1 99999999999'],
    ['ns', 'cpu v=1', {}],
    ['ns', 'cpu v="1 1700000000000"'],
    // for the server to say
    ['ns', 'cpu v=1 170000000000x'],
    ['ns', 'cpu v=1 1700000000000', { checkTimestamps: false }],
  ])('in %s is taken: %s', async (precision, line, more) => {
    const writer = writerOf(precision, more);
    writer.write(line);
    expect((await writer.close()).stats).toMatchObject({ written: 1 });
  });
});
