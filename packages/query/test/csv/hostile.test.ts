import { describe, expect, test } from 'vitest';
import { isWhole } from '../../../../tests/tools/src/scope.js';
import { DecodeError, decodeColumns, decodeRows, TruncatedResponseError } from '../../src/index.js';

const encoder = new TextEncoder();
const HEAD = '#datatype,string,long,string\r\n#default,_result,,\r\n,result,table,v\r\n';

/** Bytes without end; notes how many were taken. */
const endless = (head: string, chunk: string) => {
  const bytes = encoder.encode(chunk);
  const state = { taken: 0, cancelled: false };
  const stream = new ReadableStream<Uint8Array>(
    {
      start: (controller) => controller.enqueue(encoder.encode(head)),
      pull: (controller) => {
        state.taken += bytes.length;
        controller.enqueue(bytes);
      },
      cancel: () => {
        state.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, state };
};

describe('no input is read without bound', () => {
  test.each([
    ['a quoted value', ',,0,"', 'x'.repeat(10_000)],
    ['a quoted value full of line feeds', ',,0,"', 'x\n'.repeat(5000)],
    ['a quoted value full of doubled quotes', ',,0,"', '""'.repeat(5000)],
    ['a value', ',,0,', 'x'.repeat(10_000)],
    ['a value in an annotation', '#', 'x'.repeat(10_000)],
  ])('%s without end is refused at maxFieldBytes, and the source is let go', async (_, begin, chunk) => {
    const { stream, state } = endless(HEAD + begin, chunk);
    const rows = decodeRows(stream, { maxFieldBytes: 1_000_000 });
    const failing = rows.toArray();
    await expect(failing).rejects.toThrow(/more than 1000000 bytes; raise maxFieldBytes/);
    await expect(failing).rejects.toMatchObject({ name: 'DecodeError', line: 4 });
    expect(state.taken).toBeLessThan(1_100_000);
    expect(state.cancelled).toBe(true);
  });

  test('a record without end is refused at maxRecordBytes', async () => {
    const { stream, state } = endless(`${HEAD},,0`, ',abc'.repeat(1000));
    await expect(decodeRows(stream, { maxRecordBytes: 1_000_000 }).toArray()).rejects.toThrow(/raise maxRecordBytes/);
    expect(state.taken).toBeLessThan(1_100_000);
    expect(state.cancelled).toBe(true);
  });

  test('a limit is a limit wherever the value is cut', async () => {
    for (const [length, fits] of [
      [100, true],
      [101, false],
    ] as const) {
      const bytes = encoder.encode(`${HEAD},,0,a\r\n,,0,${'y'.repeat(length)}\r\n,,0,z\r\n`);
      for (const size of [1, 7, 64, bytes.length]) {
        async function* chunks() {
          for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
        }
        const rows = decodeRows(chunks(), { maxFieldBytes: 100 }).toArray();
        if (fits) expect(await rows).toHaveLength(3);
        else await expect(rows).rejects.toThrow(/maxFieldBytes/);
      }
    }
  });
});

describe('no input takes unreasonably long', () => {
  test('a giant quoted value in small chunks is looked at once', async () => {
    const text = `${'line, with ""quotes""\n'.repeat(200_000)}`;
    const bytes = encoder.encode(`${HEAD},,0,"${text}"\r\n`);
    async function* chunks() {
      for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
    }
    const [row] = await decodeRows(chunks()).toArray();
    expect(row?.['v']).toBe(text.replaceAll('""', '"'));
  });

  const count = isWhole ? 1_000_000 : 100_000;
  test(`${count} columns`, async () => {
    const labels = Array.from({ length: count }, (_, i) => `c${i}`).join(',');
    const text = `,result,table,${labels}\r\n,r,0${',1'.repeat(count)}\r\n,r,0${',2'.repeat(count)}\r\n`;
    const rows = await decodeRows(text).toArray();
    expect(rows).toHaveLength(2);
    expect(Object.keys(rows[1] ?? {})).toHaveLength(count + 2);
    expect(rows[1]?.[`c${count - 1}`]).toBe('2');
    expect((await decodeColumns(text)).columns).toHaveLength(count + 2);
  });

  test('a million empty lines, and a million schemas', async () => {
    expect(await decodeRows('\n'.repeat(1_000_000)).toArray()).toEqual([]);
    expect(await decodeRows(',result,table\n\n'.repeat(200_000)).toArray()).toEqual([]);
  });

  test('a quote that is never closed is truncation, reported at the end', async () => {
    const failing = decodeRows(`${HEAD},,0,ok\r\n,,0,"${'x,\r\n'.repeat(100_000)}`);
    const seen: unknown[] = [];
    const read = async () => {
      for await (const row of failing) seen.push(row);
    };
    await expect(read()).rejects.toBeInstanceOf(TruncatedResponseError);
    expect(seen).toHaveLength(1);
  });

  test('bytes that are not text', async () => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 7919) & 0xff);
    await expect(decodeRows(bytes).toArray()).rejects.toBeInstanceOf(DecodeError);
  });
});

test('what is wrong is a source that is none', async () => {
  await expect(decodeRows({} as never).toArray()).rejects.toThrow(/a response is read from/);
});
