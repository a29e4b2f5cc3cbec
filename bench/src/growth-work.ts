import { chunksToLines, linesToTables, Point } from '@influxdata/influxdb-client';
import { LineBuffer } from '@influxkit/line-protocol';
import { decodeRows } from '@influxkit/query';
import { decimals, type WideFields, type WideTags } from './line-protocol-data.js';

/** Values of a point, and its time in milliseconds. */
export interface Row {
  readonly tags: WideTags;
  readonly fields: WideFields;
  readonly time: number;
}

/** So many rows. Tags and values come around again, the time never does. */
export function rowsOf(size: number): Row[] {
  const { rows } = decimals();
  return Array.from({ length: size }, (_, n) => {
    const row = rows[n % rows.length];
    if (!row) throw new Error('there are no rows');
    return { tags: row.tags, fields: row.fields, time: 1_700_000_000_000 + n };
  });
}

const utf8 = new TextEncoder();

/** A batch as the official client makes it: points, their lines, one text, bytes. */
export function officialText(rows: readonly Row[]): number {
  const lines = rows.map(({ tags, fields, time }) => {
    const point = new Point('cpu').timestamp(time);
    for (const [name, value] of Object.entries(tags)) point.tag(name, value);
    for (const [name, value] of Object.entries(fields)) point.floatField(name, value);
    return point.toLineProtocol({ convertTime: String });
  });
  utf8.encode(lines.join('\n'));
  return rows.length;
}

const buffer = /* @__PURE__ */ new LineBuffer({ precision: 'ms' });

/** The same batch from plain objects, in a buffer that is used again, as a writer does it. */
export function ownText(rows: readonly Row[]): number {
  for (const { tags, fields, time } of rows)
    buffer.append({ measurement: 'cpu', tags: { ...tags }, fields: { ...fields }, timestamp: time });
  buffer.recycle(buffer.take());
  return rows.length;
}

/** A response as objects, on the official client's path: lines, values, `toObject`. */
export function officialRows(chunks: readonly Uint8Array[]): number {
  let rows = 0;
  const lines = chunksToLines(
    linesToTables({
      next: (values, table) => {
        table.toObject(values);
        rows += 1;
      },
      error: (error) => {
        throw error;
      },
      complete: () => undefined,
    }),
  );
  for (const chunk of chunks) lines.next(chunk);
  lines.complete();
  return rows;
}

async function* arriving(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

/** The same response as objects, with exact longs and nanoseconds. */
export async function ownRows(chunks: readonly Uint8Array[]): Promise<number> {
  let rows = 0;
  for await (const batch of decodeRows(arriving(chunks)).batches()) rows += batch.length;
  return rows;
}
