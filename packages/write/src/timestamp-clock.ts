/** Nanoseconds since 1970, each given once. */
export type TimestampClock = () => bigint;

/** Milliseconds: a wall clock that goes back by more was set, and is right from then on. */
const SET_BACK = 1000;

/** After each step back, timestamps begin this many nanoseconds further into their milliseconds: others than before. */
const OFFSET = 100_003;

/**
 * A clock for points without a timestamp. The wall clock has milliseconds; the digits below count up, so that no
 * nanosecond is given twice, not even when the wall clock goes back a little: two points of one series never overwrite
 * each other. A wall clock that was set back by more than a second is followed: points of the next hour would otherwise
 * all be of the same future millisecond.
 */
export function monotonicClock(wall: () => number = Date.now): TimestampClock {
  let ms = 0;
  let first = 0;
  let below = 0;
  return () => {
    const now = wall();
    if (now > ms) {
      ms = now;
      below = first;
    } else if (now < ms - SET_BACK) {
      ms = now;
      first = (first + OFFSET) % 1_000_000;
      below = first;
    } else if (++below === 1_000_000) {
      ms += 1;
      below = first;
    }
    return BigInt(ms) * 1_000_000n + BigInt(below);
  };
}
