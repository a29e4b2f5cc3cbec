import fc from 'fast-check';

/** A table as annotated CSV describes it; values are strings, as they stand in the response. */
export interface TextTable {
  readonly columns: readonly { label: string; datatype: string; group: boolean; fallback: string }[];
  readonly rows: readonly (readonly string[])[];
}

/** With line feeds as the ends of lines are: so Go writes them, and with it InfluxDB. */
const quote = (text: string, always: boolean, newline: string): string =>
  always || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""').replaceAll('\n', newline)}"` : text;

/** Writes tables as a server does; `always` quotes every value. */
export const writeTables = (tables: readonly TextTable[], { newline = '\r\n', always = false } = {}): string => {
  const record = (fields: readonly string[]): string =>
    fields.map((field) => quote(field, always, newline)).join(',') + newline;
  return tables
    .map(({ columns, rows }) => {
      const annotation = (name: string, of: (column: TextTable['columns'][number]) => string): string =>
        record([`#${name}`, ...columns.map(of)]);
      return (
        annotation('datatype', (column) => column.datatype) +
        annotation('group', (column) => String(column.group)) +
        annotation('default', (column) => column.fallback) +
        record(['', ...columns.map((column) => column.label)]) +
        rows.map((row) => record(['', ...row])).join('') +
        newline
      );
    })
    .join('');
};

const text = fc
  .oneof(
    fc.string({ maxLength: 12 }),
    fc.string({ unit: 'binary', maxLength: 8 }).map((value) => value.replace(/\p{Surrogate}/gu, '')),
    fc.constantFrom('a,b', 'say "hi"', '"', 'two\nlines', '\n', '\n\n', 'é', '日本', '😀', ' lead', '\r', '#x', ''),
    // CR LF does not outlive the way through a server: it comes as what a line feed comes as
  )
  .map((value) => value.replace(/\r+\n/g, '\n'));

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

const time = fc
  .tuple(
    fc.date({ min: new Date('1700-01-01'), max: new Date('2250-01-01'), noInvalidDate: true }),
    fc.nat(999_999_999),
    fc.nat(9),
  )
  .map(([date, nanoseconds, digits]) => {
    const fraction = pad(nanoseconds, 9).slice(0, digits);
    return `${date.toISOString().slice(0, 19)}${fraction === '' ? '' : `.${fraction}`}Z`;
  });

/** Values as strings, by data type. */
const valueTexts: Readonly<Record<string, fc.Arbitrary<string>>> = {
  string: text,
  double: fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.integer().map((value) => String(value / 100)),
    fc.constantFrom('+Inf', '-Inf', 'NaN', '-0', '0.1', '1e300', '62.94'),
  ),
  long: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
  unsignedLong: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String),
  boolean: fc.boolean().map(String),
  'dateTime:RFC3339': time,
  'dateTime:RFC3339Nano': time,
  duration: fc.tuple(fc.nat(1000), fc.nat(59), fc.nat(59)).map(([h, m, s]) => `${h}h${m}m${s}s`),
  base64Binary: fc.uint8Array({ maxLength: 9 }).map((bytes) => Buffer.from(bytes).toString('base64')),
};

const datatype = fc.constantFrom(...Object.keys(valueTexts));
const label = fc.oneof(
  fc.constantFrom('_time', '_value', '_field', 'host', '__proto__', 'a b', 'é', 'constructor'),
  text,
);

const table = (id: number): fc.Arbitrary<TextTable> =>
  fc.array(fc.record({ label, datatype, group: fc.boolean() }), { maxLength: 6 }).chain((drawn) => {
    const taken = new Set(['result', 'table', '']);
    const columns = drawn
      .map((column) => ({ ...column, label: column.label.replace(/^(#|error$)/, 'x') }))
      .filter((column) => !taken.has(column.label) && taken.add(column.label));
    const values = columns.map((column) =>
      fc.oneof(
        { weight: 6, arbitrary: valueTexts[column.datatype] ?? text },
        { weight: 1, arbitrary: fc.constant('') },
      ),
    );
    const key = fc.tuple(...values);
    const row = fc.tuple(...values);
    return fc.tuple(key, fc.array(row, { maxLength: 5 })).map(([keyStrings, rows]) => ({
      columns: [
        { label: 'result', datatype: 'string', group: false, fallback: '_result' },
        { label: 'table', datatype: 'long', group: false, fallback: rows.length === 0 ? String(id) : '' },
        ...columns.map((column, index) => ({
          ...column,
          fallback: rows.length === 0 && column.group ? (keyStrings[index] ?? '') : '',
        })),
      ],
      rows: rows.map((strings) => [
        '',
        String(id),
        ...strings.map((value, index) => (columns[index]?.group === true ? (keyStrings[index] ?? '') : value)),
      ]),
    }));
  });

/** Any response of several tables, with every data type, nulls, and text that needs quotes. */
export const anyTables: fc.Arbitrary<TextTable[]> = fc
  .integer({ min: 0, max: 3 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, id) => table(id))));

/** Tables under one header that differ in their group keys, in some of them, or in the numbers of their tables. */
const regrouped = (base: TextTable, keys: readonly (readonly number[])[]): TextTable => ({
  columns: base.columns,
  rows: keys.flatMap((picks, id) =>
    base.rows.map((row) =>
      row.map((value, index) => {
        if (index === 1) return String(id % 5);
        // Another value that the same column has in another row, or none: what tells that tables differ.
        return base.columns[index]?.group === true && picks[index % picks.length] === 0 ? '' : value;
      }),
    ),
  ),
});

/**
 * Responses in which tables begin all the time: several under one header, the same headers again and again, in turn and
 * at random, and headers that differ in a label alone.
 */
export const manyTables: fc.Arbitrary<TextTable[]> = fc
  .tuple(
    fc.array(fc.nat(2).chain(table), { minLength: 1, maxLength: 3 }),
    fc.array(
      fc.record({
        schema: fc.nat(2),
        keys: fc.array(fc.array(fc.nat(1), { minLength: 1, maxLength: 3 }), { maxLength: 5 }),
        rename: fc.option(fc.tuple(fc.nat(5), fc.constantFrom('a tag', 'é', '__proto__', 'x"y', 'x,y')), {
          freq: 3,
        }),
      }),
      { maxLength: 14 },
    ),
  )
  .map(([schemas, sequence]) =>
    sequence.map(({ schema, keys, rename }) => {
      const { columns, rows } = regrouped(schemas[schema % schemas.length] as TextTable, keys);
      const [at, name] = rename ?? [0, ''];
      const taken = columns.some(({ label: other }) => other === name);
      const index = 2 + at;
      if (rename === null || taken || index >= columns.length) return { columns, rows };
      return { columns: columns.map((column, i) => (i === index ? { ...column, label: name } : column)), rows };
    }),
  );

/** A value decoded in the plainest way there is, to compare with. */
const plainValue = (type: string, value: string): unknown => {
  if (value === '') return null;
  switch (type) {
    case 'double':
      return value === '+Inf' ? Infinity : value === '-Inf' ? -Infinity : Number(value);
    case 'long':
    case 'unsignedLong':
      return BigInt(value);
    case 'boolean':
      return value === 'true';
    case 'dateTime:RFC3339':
    case 'dateTime:RFC3339Nano': {
      const [, seconds = '', fraction = ''] = /^(.{19})(?:\.(\d+))?Z$/.exec(value) ?? [];
      return BigInt(Date.parse(`${seconds}Z`)) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
    }
    case 'base64Binary':
      return new Uint8Array(Buffer.from(value, 'base64'));
    default:
      return value;
  }
};

/** The rows of tables, decoded in the plainest way there is. */
export const plainRows = (tables: readonly TextTable[]): Record<string, unknown>[] =>
  tables.flatMap(({ columns, rows }) =>
    rows.map((row) =>
      Object.fromEntries(
        columns.map(({ label: name, datatype: type, fallback }, index) => {
          const value = row[index] === '' ? fallback : (row[index] ?? '');
          return [name, name === 'table' ? Number(value) : plainValue(type, value)];
        }),
      ),
    ),
  );

/** Bytes in pieces of the given sizes, over and over. */
export const pieces = (bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] => {
  const cut: Uint8Array[] = [];
  for (let at = 0, i = 0; at < bytes.length; i += 1) {
    const size = Math.max(1, sizes[i % sizes.length] ?? 1);
    cut.push(bytes.slice(at, at + size));
    at += size;
  }
  return cut;
};

/** A stream of chunks that notes whether it was cancelled. */
export const streamOf = (chunks: readonly Uint8Array[], then?: unknown) => {
  const state = { cancelled: false, pulled: 0 };
  let at = 0;
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        state.pulled += 1;
        const chunk = chunks[at++];
        if (chunk !== undefined) controller.enqueue(chunk);
        else if (then !== undefined) controller.error(then);
        else controller.close();
      },
      cancel() {
        state.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, state };
};
