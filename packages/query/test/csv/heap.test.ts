import { expect, test } from 'vitest';
import { held } from '../../../../tests/tools/src/held.js';
import { part } from '../../../../tests/tools/src/scope.js';
import { decodeColumns, decodeRows } from '../../src/index.js';

const MEBIBYTE = 1024 * 1024;
/** Many times what may be held of it. */
const RESPONSE = part(4, 64) * MEBIBYTE;
/** Rows that it has at least. */
const ROWS = RESPONSE / 64;
const encoder = new TextEncoder();

const HEAD =
  '#datatype,string,long,dateTime:RFC3339,double,string,string\r\n#group,false,false,false,false,true,true\r\n' +
  '#default,_result,,,,,\r\n,result,table,_time,_value,_field,host\r\n';
const BODY = encoder.encode(
  Array.from(
    { length: 1000 },
    (_, i) => `,,${i >> 8},2020-01-01T00:00:00.${100 + (i % 900)}Z,${i / 7},usage,host-${i >> 8}\r\n`,
  ).join(''),
);

/** A response of so many bytes that is never in memory as a whole. */
const responseOf = (bytes: number) => {
  let sent = 0;
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => controller.enqueue(encoder.encode(HEAD)),
      pull: (controller) => {
        if (sent >= bytes) return controller.close();
        sent += BODY.length;
        controller.enqueue(BODY.slice());
      },
    },
    { highWaterMark: 0 },
  );
};

test('a large response is read row by row without the heap growing with them', async () => {
  let rows = 0;
  let peak = 0;
  let first = 0;
  for await (const row of decodeRows(responseOf(RESPONSE))) {
    rows += 1;
    if (rows % 50_000 === 0) {
      if (row['host'] === undefined) expect.fail('a row without its tag');
      if (first === 0) first = held();
      peak = Math.max(peak, held() - first);
    }
  }
  expect(rows).toBeGreaterThan(ROWS);
  // What is in use after garbage collection: a chunk and what is read of it. The response is many times as large.
  expect(peak).toBeLessThan(8 * MEBIBYTE);
});

test('column batches do not grow with the response either', async () => {
  let rows = 0;
  let peak = 0;
  let first = 0;
  let batches = 0;
  for await (const batch of decodeColumns(responseOf(RESPONSE)).batches()) {
    rows += batch.length;
    if (++batches % 50 !== 0) continue;
    if (first === 0) first = held();
    peak = Math.max(peak, held() - first);
  }
  expect(rows).toBeGreaterThan(ROWS);
  expect(batches).toBeGreaterThan(100);
  expect(peak).toBeLessThan(8 * MEBIBYTE);
});
