import { kindOf } from '@influxkit/internal/message';
import { parseRfc3339 } from '@influxkit/internal/rfc3339';
import type { ByteWriter } from './byte-writer.js';
import type { Precision } from './dialect.js';
import { writeInt64, writeInt64Halves, writeInteger } from './digits.js';
import { EncodeError } from './point-error.js';

/** What `Temporal.Instant` has of use here; any object with it will do. */
export interface InstantLike {
  readonly epochNanoseconds: bigint;
}

/**
 * When a point happened. A `Date`, an RFC 3339 string and a `Temporal.Instant` know their unit; a number and a bigint are in
 * the unit of the option `timestampUnit`.
 */
export type Timestamp = Date | number | bigint | string | InstantLike;

/**
 * What to do with a time finer than the precision of the write: `'error'` refuses it, `'floor'` takes the last whole
 * unit before it.
 */
export type Rounding = 'error' | 'floor';

/** Nanoseconds in each unit. */
export const NANOSECONDS: Readonly<Record<Precision, bigint>> = /* @__PURE__ */ Object.freeze({
  ns: 1n,
  us: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
});

/** Servers keep −2^63, −2^63 + 1 and 2^63 − 1 nanoseconds for themselves. */
const LIMIT = 9223372036854775806n;

/** Seconds since 1970 of the years 2000 and 2100: between them a count of seconds is taken for a moment of our time. */
const RECENT = 946_684_800;
const FUTURE = 4_102_444_800;

const UNIT_NAMES: Readonly<Record<Precision, string>> = {
  ns: 'nanoseconds',
  us: 'microseconds',
  ms: 'milliseconds',
  s: 'seconds',
  m: 'minutes',
  h: 'hours',
};

/** The units that clocks of programs count, coarsest first. */
const CLOCK_UNITS: readonly Precision[] = ['s', 'ms', 'us', 'ns'];

/** The unit in which a count is a moment of our time; undefined where there is none. */
function likelyUnit(count: number): Precision | undefined {
  const magnitude = Math.abs(count);
  return CLOCK_UNITS.find((unit) => {
    const perSecond = Number(NANOSECONDS.s / NANOSECONDS[unit]);
    return magnitude >= RECENT * perSecond && magnitude < FUTURE * perSecond;
  });
}

/** How timestamps get to the wire: chosen once per buffer. */
export class TimestampWriter {
  readonly precision: Precision;
  readonly unit: Precision;
  readonly rounding: Rounding;
  /** Largest count of the unit that fits, and whether numbers and bigints are in the write's precision already. */
  readonly #limit: bigint;
  readonly #numberLimit: number;
  readonly #same: boolean;
  /** High halves up to this are in range, whatever the low ones are. */
  readonly #highLimit: number;
  /** Digits to put after milliseconds: 6 for nanoseconds, 3 for microseconds, 0; −1 for coarser units. */
  readonly #zeros: number;
  /** A count from {@link RECENT} up to this may be of a coarser unit; 0 where that is not looked at. */
  readonly #suspectBelow: number;

  constructor(precision: Precision, unit: Precision, rounding: Rounding, checked: boolean) {
    this.precision = precision;
    this.unit = unit;
    this.rounding = rounding;
    this.#limit = LIMIT / NANOSECONDS[precision];
    this.#numberLimit = Math.min(Number.MAX_SAFE_INTEGER, Number(this.#limit));
    this.#highLimit = Number(this.#limit >> 32n) - 1;
    this.#same = precision === unit;
    // of the next coarser unit: what counts more is of this one, or of none
    const coarser = CLOCK_UNITS[CLOCK_UNITS.indexOf(unit) - 1];
    this.#suspectBelow = checked && coarser ? FUTURE * Number(NANOSECONDS.s / NANOSECONDS[coarser]) : 0;
    this.#zeros = precision === 'ns' ? 6 : precision === 'us' ? 3 : precision === 'ms' ? 0 : -1;
  }

  /** Appends the digits, where there are 32 bytes of room. @throws EncodeError for what is not a timestamp, is out of range or would be rounded */
  write(out: ByteWriter, value: Timestamp): void {
    if (typeof value === 'number') {
      const meant = this.unitMeant(value);
      if (meant !== undefined) throw this.#wrongUnit(meant);
      if (this.#same && Number.isInteger(value) && value <= this.#numberLimit && value >= -this.#numberLimit) {
        out.pos = writeInteger(out.bytes, out.view, out.pos, value);
        return;
      }
      checkNumber(value);
      this.#writeExact(out, this.#convert(BigInt(value) * NANOSECONDS[this.unit]), value);
      return;
    }
    if (typeof value === 'bigint') {
      // not checked for its unit: a bigint is what parsers and exact clocks give, of any time
      this.#writeExact(out, this.#same ? value : this.#convert(value * NANOSECONDS[this.unit]), value);
      return;
    }
    if (value instanceof Date) {
      this.#writeDate(out, value.getTime());
      return;
    }
    this.#writeExact(out, this.#convert(nanosecondsOf(value)));
  }

  /** Whether counts of a unit, by default that of the option `timestampUnit`, are on the wire as they are. */
  isIn(unit: Precision = this.unit): boolean {
    return unit === this.precision;
  }

  /** Appends the digits of a count that is on the wire as it is; false, with nothing appended, near the limits of 64 bits. */
  writeHalves(out: ByteWriter, low: number, high: number): boolean {
    if (Math.abs(high) > this.#highLimit) return false;
    out.pos = writeInt64Halves(out.bytes, out.view, out.pos, low, high);
    return true;
  }

  #writeDate(out: ByteWriter, milliseconds: number): void {
    const zeros = this.#zeros;
    // |ms| < 9.2e12 keeps nanoseconds in range whatever the digits after it
    if (zeros < 0 || !(milliseconds < 9223372036854 && milliseconds > -9223372036854)) {
      this.#writeExact(out, this.#convert(nanosecondsOfMilliseconds(milliseconds)));
      return;
    }
    const bytes = out.bytes;
    let pos = writeInteger(bytes, out.view, out.pos, milliseconds);
    if (milliseconds !== 0) for (let i = 0; i < zeros; i++) bytes[pos++] = 48;
    out.pos = pos;
  }

  /** The unit in which a count is of our time, where it is of 1970 in the writer's; undefined for all others. */
  unitMeant(count: number): Precision | undefined {
    if (!(count < this.#suspectBelow && count >= RECENT)) return undefined;
    const unit = likelyUnit(count);
    return unit === this.unit ? undefined : unit;
  }

  #wrongUnit(meant: Precision): EncodeError {
    return new EncodeError(
      'wrong-unit',
      `is a number of 1970 in ${UNIT_NAMES[this.unit]}, and of our time in ${UNIT_NAMES[meant]}; pass a Date, set timestampUnit: '${meant}', or checkTimestamps: false if 1970 is meant`,
    );
  }

  /** @param count the number that was given, where it was one */
  #writeExact(out: ByteWriter, wire: bigint, count?: number | bigint): void {
    this.#checkRange(wire, count);
    out.pos = writeInt64(out.bytes, out.view, out.pos, wire);
  }

  #checkRange(wire: bigint, count?: number | bigint): void {
    if (wire > this.#limit || wire < -this.#limit) {
      const unit = count === undefined ? undefined : likelyUnit(Number(count));
      const hint =
        unit === undefined ? '' : `; it reads as ${UNIT_NAMES[unit]}: pass a Date, or set timestampUnit: '${unit}'`;
      throw new EncodeError(
        'out-of-range',
        `is out of range: servers store 64-bit nanoseconds, the years 1677 to 2262 (±${this.#limit} ${this.precision})${hint}`,
      );
    }
  }

  #convert(nanoseconds: bigint): bigint {
    const unit = NANOSECONDS[this.precision];
    if (unit === 1n) return nanoseconds;
    const quotient = nanoseconds / unit;
    const rest = nanoseconds - quotient * unit;
    if (rest === 0n) return quotient;
    if (this.rounding === 'error') {
      throw new EncodeError(
        'inexact',
        `is finer than the precision '${this.precision}'; write with a finer one, or set rounding: 'floor'`,
      );
    }
    return rest < 0n ? quotient - 1n : quotient;
  }
}

function checkNumber(value: number): void {
  if (Number.isSafeInteger(value)) return;
  if (!Number.isFinite(value)) throw new EncodeError('not-finite', `is ${value}`);
  throw Number.isInteger(value)
    ? new EncodeError('inexact', 'is a number beyond 2^53 − 1, which is not exact; use a bigint')
    : new EncodeError('not-integer', 'is a fraction; timestamps count whole units');
}

function nanosecondsOfMilliseconds(milliseconds: number): bigint {
  if (Number.isNaN(milliseconds)) throw new EncodeError('syntax', 'is an invalid Date');
  return BigInt(milliseconds) * 1_000_000n;
}

function nanosecondsOf(value: unknown): bigint {
  if (typeof value === 'string') {
    const time = parseRfc3339(value);
    if ('nanoseconds' in time) return time.nanoseconds;
    throw new EncodeError(time.code, `is not usable: ${time.reason}`);
  }
  if (Object.prototype.toString.call(value) === '[object Date]')
    return nanosecondsOfMilliseconds((value as Date).getTime());
  if (typeof value === 'object' && value !== null) {
    const nanoseconds = (value as Partial<InstantLike>).epochNanoseconds;
    if (typeof nanoseconds === 'bigint') return nanoseconds;
  }
  throw new EncodeError(
    'type',
    `must be a Date, a number, a bigint, an RFC 3339 string or a Temporal.Instant, got ${kindOf(value)}`,
  );
}
