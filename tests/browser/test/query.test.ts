import { decodeColumns, decodeInfluxQL, decodeRows } from '@influxkit/query';
import { describe, expect, test } from 'vitest';

const csv = [
  '#datatype,string,long,dateTime:RFC3339Nano,double,long,boolean,string',
  '#group,false,false,false,false,false,false,true',
  '#default,_result,,,,,,',
  ',result,table,_time,value,count,dry,note',
  ',,0,2023-11-14T22:13:20.123456789Z,1.5,3,true,"say ""ü"", 🙂"',
  ',,0,2023-11-14T22:13:21Z,-0.25,-4,false,"two\nlines"',
  '',
].join('\r\n');

/** The bytes as a network would bring them: in parts, some of which end inside a character. */
const inParts = (text: string, size: number): ReadableStream<Uint8Array> => {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  return new ReadableStream({
    pull: (controller) => {
      if (at >= bytes.length) controller.close();
      else controller.enqueue(bytes.slice(at, at + size));
      at += size;
    },
  });
};

describe('annotated CSV in a page', () => {
  test.each([1, 2, 3, 7, 64, 10_000])('is decoded from parts of %i bytes', async (size) => {
    const rows = await decodeRows(inParts(csv, size)).toArray();
    expect(rows).toMatchObject([
      { result: '_result', table: 0, value: 1.5, count: 3n, dry: true, note: 'say "ü", 🙂' },
      { value: -0.25, count: -4n, dry: false, note: 'two\nlines' },
    ]);
  });

  test('is decoded from the body of a response, and as it is decompressed', async () => {
    const gzipped = new Blob([csv]).stream().pipeThrough(new CompressionStream('gzip'));
    const body = new Response(gzipped.pipeThrough(new DecompressionStream('gzip'))).body ?? '';
    expect(await decodeRows(body).toArray()).toHaveLength(2);
  });

  test('is decoded to typed columns', async () => {
    const columns = await decodeColumns(csv);
    expect(
      JSON.stringify(columns, (_, value) =>
        ArrayBuffer.isView(value) ? [...(value as Float64Array)].map(String) : value,
      ),
    ).toContain('["1.5","-0.25"]');
  });

  test('is decoded once for each row that is asked for: leaving early cancels the stream', async () => {
    let cancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode(csv.trimEnd())),
      pull: (controller) => controller.enqueue(new TextEncoder().encode('\r\n,,0,2023-11-14T22:13:22Z,1,1,true,x')),
      cancel: () => {
        cancelled = true;
      },
    });
    for await (const row of decodeRows(endless)) if (row['note'] === 'x') break;
    expect(cancelled).toBe(true);
  });
});

test('responses of InfluxQL are decoded with every digit of their nanoseconds and integers', async () => {
  const json =
    '{"results":[{"series":[{"name":"m","columns":["time","i"],"values":[[1700000000123456789,9007199254740993]]}]}]}';
  const [row] = await decodeInfluxQL(inParts(json, 5)).toArray();
  expect(String(row?.['time'])).toBe('1700000000123456789');
  expect(String(row?.['i'])).toBe('9007199254740993');
});
