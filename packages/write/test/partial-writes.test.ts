import { describe, expect, it } from 'vitest';
import {
  createWriter,
  NotStoredError,
  PartialWriteError,
  type RejectedLine,
  type WriteError,
  type WriteTarget,
} from '../src/index.js';
import { FakeServer } from './support/fake-server.js';
import { fakeStores, Store, targetOf } from './support/fake-stores.js';

const line = (index: number, kind = 'good'): string => `m,n=${index} ${kind}=1 ${index}`;

async function writeTo(server: FakeServer, lines: readonly string[], target: WriteTarget = { bucket: 'b' }) {
  const errors: WriteError[] = [];
  const writer = createWriter(server.api, {
    ...target,
    gzip: false,
    retry: false,
    // all lines in one request
    batchLines: 5000,
    onError: (error) => errors.push(error),
  });
  writer.write(lines);
  await writer.flush().catch(() => {});
  const { stats } = await writer.closeSettled();
  return { errors, stats };
}

function rejectedOf(errors: readonly WriteError[]): RejectedLine[] {
  return errors.flatMap((error) => (error instanceof PartialWriteError ? error.rejected : []));
}

/** Which of 1,000 lines are of which kind. */
const mixes: readonly [name: string, kindOf: (index: number) => string][] = [
  ['one malformed line', (index) => (index === 700 ? 'bad' : 'good')],
  ['the first and the last line malformed', (index) => (index === 0 || index === 999 ? 'bad' : 'good')],
  ['one line of the wrong type', (index) => (index === 123 ? 'conflict' : 'good')],
  ['every fifth line of the wrong type', (index) => (index % 5 === 0 ? 'conflict' : 'good')],
  ['both kinds', (index) => (index % 97 === 3 ? 'bad' : index % 31 === 7 ? 'conflict' : 'good')],
  ['more malformed lines than a server lists', (index) => (index % 4 === 1 ? 'bad' : 'good')],
  ['every line malformed', () => 'bad'],
  ['every line of the wrong type', () => 'conflict'],
];

/** Requests that a thousand lines may take, for servers that name each line, and for one that names the first alone. */
const requestLimit: Readonly<Record<string, number>> = { 'InfluxDB 3': 2, 'InfluxDB 3, all or nothing': 202 };

describe.each(Object.entries(fakeStores))('%s', (serverName, fakeStore) => {
  it.each(mixes)('stores every good line and names every rejected one: %s', async (_name, kindOf) => {
    const store = new Store();
    const server = new FakeServer((request) => fakeStore(request, store));
    const lines = Array.from({ length: 1000 }, (_, index) => line(index, kindOf(index)));
    const good = lines.filter((text) => / good=/.test(text));
    // one line a request, up to the limit of the search
    if (serverName === 'InfluxDB 3, all or nothing' && good.length > 0 && good.length < 800) return;
    const { errors, stats } = await writeTo(server, lines, targetOf(serverName));

    expect([...store.lines].sort()).toEqual([...good].sort());
    const rejected = rejectedOf(errors);
    expect(errors.every((error) => error instanceof PartialWriteError)).toBe(true);
    expect(rejected.map(({ text }) => text)).toEqual(lines.filter((text) => !good.includes(text)));
    for (const { line: number, position, text, reason } of rejected) {
      expect(lines[number - 1]).toBe(text);
      expect(position).toBe(number);
      expect(reason).not.toBe('');
    }
    expect(stats).toMatchObject({ accepted: 1000, written: good.length, rejected: 1000 - good.length, pending: 0 });
    expect(server.requests.length).toBeLessThan(requestLimit[serverName] ?? 100);
    if (serverName === 'InfluxDB 3') expect(store.again).toBe(0);
    expect(server.requests.every(({ body }) => body.length > 0)).toBe(true);
  });
});

describe('a server that only counts rejected lines', () => {
  it('finds them by sending ever smaller parts', async () => {
    const beyond = new Set([17, 401, 402, 888].map((index) => line(index)));
    const server = new FakeServer(({ lines }) => {
      const dropped = lines.filter((text) => beyond.has(text)).length;
      if (dropped === 0) return { status: 204 };
      return {
        status: 422,
        body: JSON.stringify({
          code: 'unprocessable entity',
          message: `failure writing points to database: partial write: points beyond retention policy dropped=${dropped}`,
        }),
      };
    });
    const { errors, stats } = await writeTo(
      server,
      Array.from({ length: 1000 }, (_, index) => line(index)),
    );
    expect(rejectedOf(errors).map(({ text }) => text)).toEqual([...beyond]);
    expect(stats).toMatchObject({ written: 996, rejected: 4 });
    expect(server.requests.length).toBeLessThan(100);
  });

  it('reports what it cannot find within its limit, and sends no flood of requests', async () => {
    const isBeyond = (text: string): boolean => Number(text.split(' ').at(-1)) % 2 === 0;
    const stored = new Set<string>();
    const server = new FakeServer(({ lines }) => {
      const dropped = lines.filter(isBeyond).length;
      for (const text of lines) if (!isBeyond(text)) stored.add(text);
      if (dropped === 0) return { status: 204 };
      return {
        status: 422,
        body: JSON.stringify({ message: `partial write: points beyond retention policy dropped=${dropped}` }),
      };
    });
    const { errors, stats } = await writeTo(
      server,
      Array.from({ length: 2000 }, (_, index) => line(index)),
    );
    expect(stats.accepted).toBe(stats.written + stats.rejected);
    const reported = new Set(rejectedOf(errors).map(({ text }) => text));
    for (let index = 0; index < 2000; index++) {
      expect(stored.has(line(index)) || reported.has(line(index))).toBe(true);
      if (isBeyond(line(index))) expect(reported.has(line(index))).toBe(true);
    }
    expect(server.requests.length).toBeLessThan(220);
  });
});

describe('what a line says of itself', () => {
  it.each([
    ['1.x', `m,n=1 s="unable to parse 'm,n=0 good=1 0': gotcha" 1`],
    ['OSS 2.x', `m,n=1 bad=1,s="': x\nunable to parse 'm,n=0 good=1 0': gotcha" 1`],
    ['OSS 2.x', `m,n=1 bad=1,s="partial write: x dropped=9999" 1`],
    ['Cloud v2', `m,n=1 bad=1,s="partial write error (2 written)" 1`],
  ])('cannot blame another line on %s: %s', async (name, hostile) => {
    const store = new Store();
    const bad = line(2, 'bad');
    // a string with a newline is one line: the fake store must see it as such
    const server = new FakeServer((request) => {
      const lines = request.text
        .replaceAll('\nunable', '\u0000unable')
        .split('\n')
        .slice(0, -1)
        .map((text) => text.replaceAll('\u0000', '\n'));
      return fakeStores[name]?.({ ...request, lines }, store) ?? { status: 500 };
    });
    const { errors } = await writeTo(server, [line(0), hostile, bad]);
    expect(store.lines.has(line(0))).toBe(true);
    expect(rejectedOf(errors).map(({ text }) => text)).not.toContain(line(0));
    expect(rejectedOf(errors).map(({ text }) => text)).toContain(bad);
  });
});

describe('the positions of rejected lines', () => {
  it('count all lines that the writer was given', async () => {
    const store = new Store();
    const server = new FakeServer((request) => fakeStores['1.x']?.(request, store) ?? { status: 500 });
    const errors: WriteError[] = [];
    const writer = createWriter(server.api, { db: 'd', batchLines: 10, onError: (error) => errors.push(error) });
    for (let index = 0; index < 35; index++) writer.write(line(index, index === 24 ? 'bad' : 'good'));
    await expect(writer.flush()).rejects.toThrow(NotStoredError);
    expect(rejectedOf(errors)).toEqual([{ line: 5, position: 25, text: line(24, 'bad'), reason: 'invalid number' }]);
    expect(errors[0]?.message).toBe('the server rejected 1 of 10 lines; line 5: invalid number; see `rejected`');
  });
});
