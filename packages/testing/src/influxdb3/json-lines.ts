/** A time as InfluxDB 3 writes it: in UTC, without a `Z` and without zeros at the end. */
const timeText = (nanoseconds: bigint): string => {
  // Rounded down, before 1970 too.
  const fraction = BigInt.asUintN(64, ((nanoseconds % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n);
  const seconds = new Date(Number((nanoseconds - fraction) / 1_000_000n)).toISOString().slice(0, 19);
  const digits = String(fraction).padStart(9, '0').replace(/0+$/, '');
  return digits === '' ? seconds : `${seconds}.${digits}`;
};

/** A value as InfluxDB 3 writes it in JSON, where integers have as many digits as they need. */
function jsonValue(value: unknown): string | undefined {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Date) return JSON.stringify(timeText(BigInt(value.getTime()) * 1_000_000n));
  if (value === null || value === undefined) return undefined;
  return JSON.stringify(value);
}

/** Rows one JSON object a line; what is null or undefined is left out, as InfluxDB 3 does. */
export function* jsonLines(rows: Iterable<Readonly<Record<string, unknown>>>): Generator<string> {
  for (const row of rows) {
    const entries = Object.entries(row).flatMap(([name, value]) => {
      const text = jsonValue(value);
      return text === undefined ? [] : [`${JSON.stringify(name)}:${text}`];
    });
    yield `{${entries.join(',')}}`;
  }
}
