/** Nanoseconds since 1970, each greater than the one before. */
export type TimestampClock = () => bigint;

/**
 * A clock for points without a timestamp. The wall clock has milliseconds; the digits below count up, so that no
 * nanosecond is given twice, not even when the wall clock is set back: two points of one series never overwrite each
 * other.
 */
export function monotonicClock(wall: () => number = Date.now): TimestampClock {
  let ms = 0;
  let below = 0;
  return () => {
    const now = wall();
    if (now > ms) {
      ms = now;
      below = 0;
    } else if (++below === 1_000_000) {
      ms += 1;
      below = 0;
    }
    return BigInt(ms) * 1_000_000n + BigInt(below);
  };
}
