import { Int64Halves } from '@influxkit/internal/int64';
import type { Precision } from '../dialect.js';
import { NANOSECONDS } from '../timestamp.js';
import { Fault } from './error.js';

/** The last nanosecond that servers store; the first is its negative. */
const LAST = 9223372036854775806n;
const LAST_SECOND = 9223372036;

/** Reads timestamps of one precision to nanoseconds. Where the digits ended is in `end`. */
export class TimestampReader {
  end = 0;
  private readonly halves: Int64Halves = new Int64Halves();
  private readonly unit: bigint;
  /** Units in a second, up to nanoseconds; 0 for minutes and hours. */
  private readonly perSecond: number;

  constructor(precision: Precision) {
    this.unit = NANOSECONDS[precision];
    this.perSecond = precision === 'm' || precision === 'h' ? 0 : Number(1_000_000_000n / this.unit);
  }

  /** @throws Fault for other characters than digits, and for a time out of range */
  read(units: Uint16Array, text: string, start: number): bigint {
    const negative = units[start] === 45;
    const first = negative ? start + 1 : start;
    let pos = first;
    // all but the last nine digits, and those
    let upper = 0;
    let lower = 0;
    let code = units[pos] as number;
    while (code >= 48 && code <= 57) {
      code = units[++pos] as number;
    }
    this.end = pos;
    const digits = pos - first;
    if (digits === 0) throw new Fault('invalid-timestamp', start, 'a timestamp is a whole number');
    const split = Math.max(first, pos - 9);
    for (let i = first; i < split; i++) upper = upper * 10 + ((units[i] as number) - 48);
    for (let i = split; i < pos; i++) lower = lower * 10 + ((units[i] as number) - 48);
    const { perSecond } = this;
    if (perSecond === 1e9) {
      if (upper < LAST_SECOND) return this.join(upper, lower, negative);
    } else if (perSecond > 0 && upper < 9e6) {
      const count = upper * 1e9 + lower;
      const seconds = Math.floor(count / perSecond);
      if (seconds < LAST_SECOND) {
        return this.join(seconds, (count - seconds * perSecond) * (1e9 / perSecond), negative);
      }
    }
    return this.readLarge(text, start, pos);
  }

  private join(seconds: number, nanoseconds: number, negative: boolean): bigint {
    const { halves } = this;
    halves.set(seconds, nanoseconds);
    if (negative) halves.negate();
    return halves.signed();
  }

  private readLarge(text: string, start: number, end: number): bigint {
    const nanoseconds = end - start > 30 ? LAST + 1n : BigInt(text.slice(start, end)) * this.unit;
    if (nanoseconds > LAST || nanoseconds < -LAST) {
      throw new Fault('out-of-range', start, 'the timestamp is out of range, the years 1677 to 2262');
    }
    return nanoseconds;
  }
}
