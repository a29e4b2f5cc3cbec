import { readFileSync } from 'node:fs';

/** A value of a JSON fixture as rows are to have it. */
const revived = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(revived);
  if (typeof value !== 'object' || value === null) return value;
  const [[kind, content] = []] = Object.entries(value) as [string, unknown][];
  switch (kind) {
    case 'bigint':
      return BigInt(content as string);
    case 'number':
      return Number(String(content).replace('inf', 'Infinity').replace('nan', 'NaN'));
    case 'bytes':
      return Uint8Array.from(Buffer.from(content as string, 'hex'));
    default:
      // `fromEntries` makes a key `__proto__` one like any other.
      return Object.fromEntries((content as [string, unknown][]).map(([name, each]) => [name, revived(each)]));
  }
};

const fileOf = (name: string): URL => new URL(`fixtures/${name}`, import.meta.url);

/** The bytes of a fixture, in a buffer of their own. */
export const bytesOf = (name: string): Uint8Array => Uint8Array.from(readFileSync(fileOf(name)));

/** What pyarrow reads in a fixture, by column. */
export const expectedOf = (name: string): Record<string, unknown[]> => {
  const { columns } = JSON.parse(readFileSync(fileOf(`${name}.json`), 'utf8')) as { columns: Record<string, unknown> };
  return Object.fromEntries(Object.entries(columns).map(([label, values]) => [label, revived(values) as unknown[]]));
};

/** Columns as rows. */
export const rowsOf = (columns: Record<string, unknown[]>): Record<string, unknown>[] => {
  const labels = Object.keys(columns);
  const length = columns[labels[0] ?? '']?.length ?? 0;
  return Array.from({ length }, (_, at) => Object.fromEntries(labels.map((label) => [label, columns[label]?.[at]])));
};

/** Bytes in pieces of a size. */
export async function* piecesOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
