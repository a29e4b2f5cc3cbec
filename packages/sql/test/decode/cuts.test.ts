import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { noteCases } from '../../../../tests/tools/src/cases.js';
import { held } from '../../../../tests/tools/src/held.js';
import { part } from '../../../../tests/tools/src/scope.js';
import { type SqlRow, TruncatedError } from '../../src/index.js';
import { clientOf } from '../support/lines.js';

let cases = 0;
const runs = (whole: number): { numRuns: number } => {
  const numRuns = part(5, whole);
  cases += numRuns;
  return { numRuns };
};
afterAll(() => noteCases('queries', 'cuts of SQL rows', cases));

const encoder = new TextEncoder();
const MEBIBYTE = 1024 * 1024;
/** Many times what may be held of it. */
const RESPONSE = part(4, 64) * MEBIBYTE;

const COLUMNS = { time: 'Timestamp(ns)', line: 'Dictionary(Int32, Utf8)', n: 'Int64', 'ü"': 'Struct("a": Utf8)' };

const row = fc.record({
  nanoseconds: fc.integer({ min: 0, max: 999_999_999 }),
  line: fc.option(fc.string({ unit: 'binary' }).map((text) => text.replace(/\p{Surrogate}/gu, ''))),
  n: fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
  member: fc.option(fc.string()),
});

const written = fc.array(row, { maxLength: 12 }).map((rows) => ({
  body: encoder.encode(
    rows
      .map(({ nanoseconds, line, n, member }) => {
        const parts = [`"time":"2023-11-14T22:13:20.${String(nanoseconds).padStart(9, '0')}"`];
        if (line !== null) parts.push(`"line":${JSON.stringify(line)}`);
        if (n !== null) parts.push(`"n":${n}`);
        if (member !== null) parts.push(`"ü\\"":{"a":${JSON.stringify(member)}}`);
        return `{${parts.join()}}\n`;
      })
      .join(''),
  ),
  rows: rows.map(({ nanoseconds, line, n, member }) => ({
    time: 1_700_000_000_000_000_000n + BigInt(nanoseconds),
    line,
    n,
    'ü"': member === null ? null : { a: member },
  })),
}));

/** Bytes cut at places of a list. */
const cut = (bytes: Uint8Array, places: readonly number[]): Uint8Array[] => {
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, index) => bytes.slice(from, at[index] ?? bytes.length));
};

describe('a response that is cut', () => {
  test('into any pieces has the same rows and columns', () =>
    fc.assert(
      fc.asyncProperty(written, fc.array(fc.nat(5000), { maxLength: 20 }), async ({ body, rows }, places) => {
        const { client } = clientOf(COLUMNS, () => cut(body, places));
        expect(await client.toArray('x')).toEqual(rows);
        const columns = await client.columns('x');
        expect(columns.length).toBe(rows.length);
        expect(columns.get('line')?.values).toEqual(rows.map(({ line }) => line));
        const times = columns.get('time')?.values ?? [];
        expect([...times]).toEqual(rows.map(({ time }) => time));
        const batches: SqlRow[] = [];
        for await (const batch of client.rows('x').batches()) {
          expect(batch).not.toEqual([]);
          batches.push(...batch);
        }
        expect(batches).toEqual(rows);
      }),
      runs(500),
    ));

  test('off anywhere has the rows before, and an error unless that is where a row ends', () =>
    fc.assert(
      fc.asyncProperty(written, fc.nat(5000), fc.boolean(), async ({ body, rows }, place, breaks) => {
        const length = place % (body.length + 1);
        const kept = body.slice(0, length);
        const complete = kept.filter((byte) => byte === 10).length;
        const isEnd = length === 0 || kept[length - 1] === 10;
        const failure = breaks ? new TypeError('terminated') : undefined;
        const { client } = clientOf(COLUMNS, () => [kept], {}, failure);
        const seen: SqlRow[] = [];
        const read = async () => {
          for await (const each of client.rows('x')) seen.push(each);
        };
        if (isEnd && !breaks) await read();
        else await expect(read()).rejects.toBeInstanceOf(TruncatedError);
        expect(seen).toEqual(rows.slice(0, complete));
      }),
      runs(500),
    ));

  test('says how many rows came, that there is no reason over HTTP, and where one is', async () => {
    const cause = new TypeError('terminated');
    const { client } = clientOf({ n: 'Int64' }, '{"n":1}\n{"n":2}\n{"n":', {}, cause);
    const failing = client.toArray('x');
    await expect(failing).rejects.toThrow(
      /broke off after 2 rows; InfluxDB sends no reason over HTTP, and the query itself may have failed: with format: 'pretty'/,
    );
    await expect(failing).rejects.toMatchObject({ name: 'TruncatedError', row: 2 });
    await expect(client.columns('x')).rejects.toBeInstanceOf(TruncatedError);
  });
});

test.each([
  ['a page', '<html>Sign in</html>', /must be rows as JSON lines, got HTML or XML, as a proxy/],
  ['a page after an empty line', '\r\n <html>\n', /got HTML or XML/],
  ['text', 'Bad Gateway', /got other text/],
  ['a JSON array', '[{"n":1}]\n', /got other text/],
])('%s in place of rows is no row that was cut, and is named', async (_, body, message) => {
  const { client } = clientOf({ n: 'Int64' }, body);
  await expect(client.toArray('x')).rejects.toThrow(message);
  await expect(client.columns('x')).rejects.toThrow(message);
});

test('a row past the limit is refused before it is held', async () => {
  const endless = function* () {
    yield encoder.encode('{"s":"');
    for (;;) yield encoder.encode('x'.repeat(65_536));
  };
  const made = clientOf({ s: 'Utf8' }, endless, { maxRowBytes: MEBIBYTE });
  const before = held();
  await expect(made.client.toArray('x')).rejects.toThrow(/a row has more than 1048576 bytes; raise maxRowBytes/);
  expect(held() - before).toBeLessThan(8 * MEBIBYTE);
  expect(made.state?.pulled).toBeLessThan(20);
  expect(made.state?.cancelled).toBe(true);
  const long = `{"s":"${'x'.repeat(300_000)}"}\n`;
  expect((await clientOf({ s: 'Utf8' }, long).client.toArray('x'))[0]?.['s']).toHaveLength(300_000);
});

test('a large response is read row by row and column by column without the heap growing with them', async () => {
  const text = Array.from(
    { length: 1000 },
    (_, i) => `{"time":"2023-11-14T22:13:20.${100 + (i % 900)}","line":"A${i % 7}","n":${i}}\n`,
  ).join('');
  const piece = encoder.encode(text);
  const endless = function* () {
    for (let sent = 0; sent < RESPONSE; sent += piece.length) yield piece.slice();
  };
  const { client } = clientOf(COLUMNS, endless);
  let rows = 0;
  let first = 0;
  let peak = 0;
  const look = (count: number): void => {
    rows += count;
    if (first === 0) first = held();
    else peak = Math.max(peak, held() - first);
  };
  let batches = 0;
  for await (const batch of client.rows('x').batches()) {
    if (batches++ % 50 === 0) look(batch.length);
    else rows += batch.length;
  }
  for await (const batch of client.columns('x').batches()) {
    if (batches++ % 50 === 0) look(batch.length);
    else rows += batch.length;
  }
  expect(rows).toBe(2 * 1000 * Math.ceil(RESPONSE / piece.length));
  expect(peak).toBeLessThan(8 * MEBIBYTE);
});
