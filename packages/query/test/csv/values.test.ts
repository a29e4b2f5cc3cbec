import { decimal } from '@influxkit/internal/decimal';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { part } from '../../../../tests/tools/src/scope.js';
import { CellReader } from '../../src/csv/cell-reader.js';
import { type DecodeOptions, decodeRows, type FluxRow } from '../../src/index.js';

/** A table of one column; the row is given twice, since the second goes another way through the decoder. */
const oneColumn = (datatype: string, text: string, fallback = ''): string =>
  [
    `#datatype,string,long,${datatype}`,
    '#group,false,false,false',
    `#default,_result,,${fallback}`,
    ',result,table,v',
    `,,0,${text}`,
    `,,0,${text}`,
    '',
    '',
  ].join('\r\n');

const decodeOne = async (
  datatype: string,
  text: string,
  options?: DecodeOptions,
  fallback?: string,
): Promise<unknown> => {
  const rows: FluxRow[] = await decodeRows(oneColumn(datatype, text, fallback), options).toArray();
  expect(rows).toHaveLength(2);
  expect(rows[1]).toEqual(rows[0]);
  return rows[0]?.['v'];
};

describe('values by type', () => {
  test.each([
    ['string', 'plain', 'plain'],
    ['string', '"a ""quoted"", text"', 'a "quoted", text'],
    ['string', 'ünïcödé 😀', 'ünïcödé 😀'],
    ['string', '', null],
    ['string', '""', null],
    ['string', ' spaces ', ' spaces '],
    ['boolean', 'true', true],
    ['boolean', 'false', false],
    ['boolean', '', null],
    ['boolean', '"true"', true],
    ['long', '9223372036854775807', 9223372036854775807n],
    ['long', '-9223372036854775808', -9223372036854775808n],
    ['long', '9007199254740993', 9007199254740993n],
    ['long', '0', 0n],
    ['long', '-0', 0n],
    ['long', '"12"', 12n],
    ['unsignedLong', '18446744073709551615', 18446744073709551615n],
    ['unsignedLong', '', null],
    ['double', '1.5', 1.5],
    ['double', '-0', -0],
    ['double', '0.1', 0.1],
    ['double', '1e3', 1000],
    ['double', '-1.5E-7', -1.5e-7],
    ['double', '5', 5],
    ['double', '+Inf', Number.POSITIVE_INFINITY],
    ['double', '-Inf', Number.NEGATIVE_INFINITY],
    ['double', 'NaN', Number.NaN],
    ['double', '', null],
    ['dateTime:RFC3339', '1970-01-01T00:00:00Z', 0n],
    ['dateTime:RFC3339', '2020-02-29T23:59:59.123456789Z', 1583020799123456789n],
    ['dateTime:RFC3339Nano', '2020-02-29T23:59:59.1Z', 1583020799100000000n],
    ['dateTime:RFC3339', '2020-01-01T02:00:00+02:00', 1577836800000000000n],
    ['dateTime:RFC3339', '1969-12-31T23:59:59.999999999Z', -1n],
    ['dateTime:RFC3339', '2262-04-11T23:47:16.854775807Z', 9223372036854775807n],
    ['dateTime:RFC3339', '1677-09-21T00:12:43.145224192Z', -9223372036854775808n],
    ['duration', '1h20m30.13245s', '1h20m30.13245s'],
    ['duration', '', null],
    ['base64Binary', 'AQID', Uint8Array.of(1, 2, 3)],
    ['base64Binary', 'AQI=', Uint8Array.of(1, 2)],
    ['a type of the future', 'text', 'text'],
  ])('%s %j is %s', async (datatype, text, want) => {
    expect(await decodeOne(datatype, text)).toEqual(want);
  });

  test.each([
    [{ integers: 'number' }, 'long', '9007199254740991', Number.MAX_SAFE_INTEGER],
    [{ integers: 'number' }, 'long', '-42', -42],
    [{ integers: 'number' }, 'unsignedLong', '7', 7],
    [{ times: 'date' }, 'dateTime:RFC3339', '2020-01-01T00:00:00.123999999Z', new Date('2020-01-01T00:00:00.123Z')],
    [{ times: 'date' }, 'dateTime:RFC3339', '1969-12-31T23:59:59.9999Z', new Date(-1)],
    [{ times: 'rfc3339' }, 'dateTime:RFC3339', '2020-01-01T00:00:00.123456789Z', '2020-01-01T00:00:00.123456789Z'],
    [{ times: 'rfc3339' }, 'dateTime:RFC3339', '', null],
    [{ durations: 'ns' }, 'duration', '1h20m30.13245s', 4_830_132_450_000n],
    [{ durations: 'ns' }, 'duration', '-3us', -3000n],
    [{ emptyStrings: 'empty' }, 'string', '', ''],
    [{ emptyStrings: 'empty' }, 'long', '', null],
  ] as const)('with %o, %s %j is %s', async (options, datatype, text, want) => {
    expect(await decodeOne(datatype, text, options)).toEqual(want);
  });

  test.each([
    ['long', '', '5', 5n],
    ['string', '', 'else', 'else'],
    ['double', '1', '5', 1],
    ['dateTime:RFC3339', '', '1970-01-01T00:00:01Z', 1_000_000_000n],
  ])('an empty %s is the default of its column', async (datatype, text, fallback, want) => {
    expect(await decodeOne(datatype, text, {}, fallback)).toEqual(want);
  });

  test.each([
    ['long', '1.5', {}, /an integer from -9223372036854775808/],
    ['long', '9223372036854775808', {}, /an integer/],
    ['long', '-9223372036854775809', {}, /an integer/],
    ['long', '99999999999999999999', {}, /an integer/],
    ['long', '1e3', {}, /an integer/],
    ['long', '--1', {}, /an integer/],
    ['unsignedLong', '-1', {}, /from 0 to 18446744073709551615/],
    ['unsignedLong', '18446744073709551616', {}, /from 0/],
    ['long', '9007199254740992', { integers: 'number' }, /integers: 'bigint' takes larger ones/],
    ['long', '-9007199254740992', { integers: 'number' }, /integers: 'bigint' takes larger ones/],
    ['double', 'abc', {}, /a decimal number/],
    ['double', '1.5.2', {}, /a decimal number/],
    ['double', '1e', {}, /a decimal number/],
    ['double', '.', {}, /a decimal number/],
    ['double', '0x10', {}, /a decimal number/],
    ['boolean', 'yes', {}, /true or false/],
    ['boolean', 'truely', {}, /true or false/],
    ['dateTime:RFC3339', '2020-02-30T00:00:00Z', {}, /RFC 3339/],
    ['dateTime:RFC3339', '2021-02-29T00:00:00Z', {}, /RFC 3339/],
    ['dateTime:RFC3339', '1900-02-29T00:00:00Z', {}, /RFC 3339/],
    ['dateTime:RFC3339', '2020-01-01T24:00:00Z', {}, /RFC 3339/],
    ['dateTime:RFC3339', '2020-01-01T00:00:00', {}, /RFC 3339/],
    ['dateTime:RFC3339', '2020-01-01T00:00:00.1234567890Z', {}, /RFC 3339/],
    ['dateTime:RFC3339', '2020-01-01 00:00:00Z', {}, /RFC 3339/],
    ['dateTime:RFC3339', '2262-04-11T23:47:16.854775808Z', {}, /1677 to 2262/],
    ['dateTime:RFC3339', '1677-09-21T00:12:43.145224191Z', {}, /1677 to 2262/],
    ['duration', '1mo', { durations: 'ns' }, /without calendar units/],
    ['duration', '1.5ns', { durations: 'ns' }, /without calendar units/],
    ['base64Binary', 'a', {}, /base64/],
    ['base64Binary', 'a-b=', {}, /base64/],
    ['base64Binary', 'AQ ID', {}, /base64/],
    ['base64Binary', '"AQ\r\nID"', {}, /base64/],
    ['base64Binary', 'AQ=', {}, /base64/],
    ['base64Binary', '=AQI', {}, /base64/],
  ] as const)('%s %j is refused, with its place', async (datatype, text, options, message) => {
    const failing = decodeRows(oneColumn(datatype, text), options).toArray();
    await expect(failing).rejects.toThrow(message);
    await expect(failing).rejects.toMatchObject({ name: 'DecodeError', line: 5, row: 1, column: 'v' });
  });

  test('the table number is a number whatever longs are', async () => {
    const [row] = await decodeRows(oneColumn('long', '1')).toArray();
    expect(row).toEqual({ result: '_result', table: 0, v: 1n });
  });
});

test.each([
  ['boolean', 'true'],
  ['boolean', 'false'],
  ['double', 'NaN'],
  ['double', '+Inf'],
  ['double', '12'],
  ['long', '12'],
  ['dateTime:RFC3339', '2020-01-01T00:00:00Z'],
])('bytes beyond ASCII are never taken for the %s %s', async (datatype, text) => {
  const response = new TextEncoder().encode(oneColumn(datatype, text));
  const at = oneColumn(datatype, text).indexOf(`,,0,${text}`) + 4;
  for (let i = at; i < at + text.length; i += 1) response[i] = (response[i] ?? 0) | 0x80;
  await expect(decodeRows(response).toArray()).rejects.toThrow(/must be/);
});

describe('numbers are read from bytes as Number reads their text', () => {
  const rounds = part(5, 500);
  const reader = new CellReader(44, 1000);
  const encoder = new TextEncoder();
  /** A small generator, so that a failure can be repeated. */
  let seed = 20_260_101;
  const random = (): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
  const bits = new DataView(new ArrayBuffer(16));
  const anyDouble = (): number => {
    bits.setUint32(0, random() * 2 ** 32);
    bits.setUint32(4, random() * 2 ** 32);
    return bits.getFloat64(0);
  };
  const digits = (count: number): string => Array.from({ length: count }, () => Math.floor(random() * 10)).join('');

  /** The middle of two neighbouring doubles, with all its digits. */
  const midpoint = (low: number, high: number): string => {
    const shift = 100n;
    const exact = (value: number): bigint => {
      bits.setFloat64(8, value);
      const raw = bits.getBigUint64(8);
      const power = (raw >> 52n) - 1075n + shift;
      return ((raw & 0xf_ffff_ffff_ffffn) | 0x10_0000_0000_0000n) << power;
    };
    const sum = exact(low) + exact(high);
    const whole = sum >> (shift + 1n);
    const rest = sum - (whole << (shift + 1n));
    return `${whole}.${String((rest * 10n ** 30n) >> (shift + 1n)).padStart(30, '0')}`;
  };

  test.each([
    ['doubles of any bits', anyDouble],
    ['decimals', () => `${random() < 0.5 ? '-' : ''}${digits(1 + random() * 12)}.${digits(1 + random() * 20)}`],
    ['measured values', () => (random() * 1000).toFixed(random() * 6)],
    ['shortest forms', () => random() * 100],
    [
      'decimals close to the middle between two doubles',
      () => {
        const value = random() * 10 ** Math.floor(random() * 8 - 3);
        bits.setFloat64(0, value);
        bits.setBigUint64(0, bits.getBigUint64(0) + 1n);
        // The middle has more digits than these; they are cut and moved by one either way.
        const middle = midpoint(value, bits.getFloat64(0));
        const digits = 15 + Math.floor(random() * 5);
        return middle.slice(0, digits) + Math.floor(random() * 10);
      },
    ],
    ['exponents', () => `${digits(1 + random() * 20)}e${Math.floor(random() * 640 - 320)}`],
  ])(`${rounds} thousand %s`, (_, make) => {
    // Many values a load, as in a response.
    for (let round = 0; round < rounds; round += 1) {
      const strings = Array.from({ length: 1000 }, () => String(make())).filter((text) => !/Inf|NaN/.test(text));
      reader.load(encoder.encode(`${strings.join(',')}\n`));
      let position = 0;
      for (const text of strings) {
        const value = reader.double(position);
        if (!Object.is(value, Number(text)) || reader.at !== position + text.length) {
          expect.fail(`${text} was read as ${value}, to ${reader.at - position}`);
        }
        position = reader.at + 1;
      }
    }
  });
});

test('integers of any size are read from bytes as BigInt reads their text', () => {
  const reader = new CellReader(44, 1000);
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }), fc.nat(63), (wide, shift) => {
      const value = wide >> BigInt(shift);
      reader.load(new TextEncoder().encode(`${value},\n`));
      if (value < 2n ** 63n) expect(reader.long(0)).toBe(value);
      if (value >= 0n) expect(reader.unsigned(0)).toBe(value);
      expect(reader.at).toBe(String(value).length);
      const safe = reader.safeInteger(0, true);
      expect(reader.at >= 0 ? BigInt(safe) : undefined).toBe(Number.isSafeInteger(Number(value)) ? value : undefined);
    }),
    { numRuns: part(5, 10_000) },
  );
});

describe('decimals a hair away from the middle between two doubles', () => {
  const inverse = (value: bigint, modulus: bigint): bigint => {
    let [a, b, x, y] = [value % modulus, modulus, 1n, 0n];
    while (b > 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
    return ((x % modulus) + modulus) % modulus;
  };

  /**
   * Decimals m / 10^f with m × 2^(s-f) = (2n + 1) × 5^f ± 1, for n of 53 bits: their distance from a middle is about
   * 2^-104 of their size, less than a quotient of two doubles can tell.
   */
  const hard = (): string[] => {
    const strings: string[] = [];
    for (let f = 18n; f <= 22n; f += 1n) {
      const fives = 5n ** f;
      for (let s = f + 1n; s <= f + 60n; s += 1n) {
        // The value lies between 2^(53-s) and twice as much.
        const least = (2n ** 53n * 10n ** f) >> s;
        for (const side of [-1n, 1n]) {
          const root = (((fives + side) / 2n) * inverse(2n ** (s - f - 1n), fives)) % fives;
          const first = root + ((least - root) / fives + 1n) * fives;
          for (let m = first; m < 2n * least && m < 10n ** 18n; m += fives * (least / fives / 20n + 1n)) {
            strings.push(
              `0.${String(m).padStart(Number(f), '0')}`,
              `0.${String(m).padStart(Number(f), '0')}`.replace('0.', '.'),
            );
          }
        }
      }
    }
    return strings;
  };

  test('are read as Number reads them', () => {
    const reader = new CellReader(44, 1000);
    const strings = hard();
    expect(strings.length).toBeGreaterThan(1000);
    for (const text of strings) {
      reader.load(new TextEncoder().encode(`${text}\n`));
      expect(reader.double(0), text).toBe(Number(text));
    }
    // The same digits, with the leading zeros that count as digits here left out.
    for (const text of strings) {
      const digits = text.replace(/^0?\.0*/, '');
      if (digits.length > 18) continue;
      const value = decimal(
        Number(digits.slice(0, 9)),
        Number(digits.slice(9)),
        digits.length,
        text.length - text.indexOf('.') - 1,
      );
      if (!Number.isNaN(value)) expect(value, text).toBe(Number(text));
    }
  });
});
