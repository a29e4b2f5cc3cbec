import fc from 'fast-check';
import { part } from '../../../tests/tools/src/scope.js';
import { type FieldValue, int, type PointData, uint } from '../src/index.js';

/** How many cases a property gets: ten thousand, a tenth of that in a sample, or what FAST_CHECK_RUNS says. */
export const RUNS = Number(process.env['FAST_CHECK_RUNS'] ?? part(10, 5000));

/** Time for a property of that many cases. */
export const TIMEOUT = 600_000 + RUNS * 50;

/** Characters that mean something to line protocol, with some that do not. */
const special = fc.constantFrom(
  ...[
    '\\',
    '\\',
    ',',
    '=',
    ' ',
    '"',
    '#',
    '\n',
    '\r',
    '\t',
    '\0',
    "'",
    'a',
    'i',
    'u',
    't',
    '1',
    '.',
    '-',
    'é',
    '漢',
    '😀',
  ],
  '\u2028',
  '\u001b',
  '\u007f',
  '\u0080',
  '\ufeff',
  '\uffff',
);

/** Any Unicode string, and strings made to be misread. Never a lone surrogate. */
export const text = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: special, maxLength: 12 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme-ascii', maxLength: 80 }) },
);

const double = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer().map((n) => n / 100),
  fc.constantFrom(
    0,
    -0,
    5e-324,
    -5e-324,
    1.7976931348623157e308,
    2.2250738585072014e-308,
    1e21,
    1e-7,
    2 ** 53,
    0.1 + 0.2,
  ),
);

const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };

export function fieldValue({ unsigned }: { unsigned: boolean }): fc.Arbitrary<FieldValue> {
  const signed = fc.oneof(
    double,
    fc.bigInt(INT64).map((n) => int(n)),
    fc.maxSafeInteger().map((n) => int(n)),
    fc.constantFrom(int(INT64.min), int(INT64.max)),
    fc.bigInt(INT64),
    fc.boolean(),
    text,
  );
  const large = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((n) => uint(n));
  return unsigned ? fc.oneof({ weight: 6, arbitrary: signed }, { weight: 1, arbitrary: large }) : signed;
}

/** Nanoseconds that servers store. */
const nanoseconds = fc.oneof(
  fc.bigInt({ min: -9223372036854775806n, max: 9223372036854775806n }),
  fc.constantFrom(-9223372036854775806n, -1n, 0n, 1n, 999999999n, 1000000000n, 9223372036854775806n),
);

/** Points of any content, also of content that line protocol cannot carry. */
export function point(options: { unsigned: boolean }): fc.Arbitrary<PointData> {
  return fc.record(
    {
      measurement: text,
      tags: fc.dictionary(text, text, { maxKeys: 4 }),
      fields: fc.dictionary(text, fieldValue(options), { minKeys: 1, maxKeys: 4 }),
      timestamp: nanoseconds,
    },
    { requiredKeys: ['measurement', 'fields'] },
  );
}

/** What a reader of the point's line must get: bigints are integers there, and tags come always. */
export function asParsed(given: PointData): unknown {
  const fields = Object.entries(given.fields).map(([key, value]) => [
    key,
    typeof value === 'bigint' ? int(value) : value,
  ]);
  return {
    measurement: given.measurement,
    tags: Object.fromEntries(Object.entries(given.tags ?? {})),
    fields: Object.fromEntries(fields) as unknown,
    ...(given.timestamp === undefined ? {} : { timestamp: given.timestamp }),
  };
}
