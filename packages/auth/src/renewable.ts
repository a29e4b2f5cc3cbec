/** Something that is good for a while. */
export interface Lent<T> {
  readonly value: T;
  /** Milliseconds since 1970; infinite where it does not say. */
  readonly expiresAt: number;
}

/** Keeps something that is good for a while, and asks for it anew when it is not. */
export interface Renewable<T> {
  /** What there is, or what `ask` gives: asked once for all that wait. Nothing of a failure is kept. */
  get(ask: () => Promise<Lent<T>>): Promise<Lent<T>>;
  /** Forgets what turned out not to be good, unless there is something newer. */
  drop(used: Lent<T>): void;
  /** Forgets everything, and gives what there was or what was being asked for. */
  take(): Promise<Lent<T> | undefined>;
}

/** @param skew milliseconds before its end at which something is no longer good enough to be sent */
export function renewable<T>(skew: number): Renewable<T> {
  let current: Lent<T> | undefined;
  let until = 0;
  let pending: Promise<Lent<T>> | undefined;

  const renew = (ask: () => Promise<Lent<T>>): Promise<Lent<T>> => {
    const asked = Promise.resolve()
      .then(ask)
      .then(
        (lent) => {
          if (pending !== asked) return lent;
          pending = undefined;
          current = lent;
          const now = Date.now();
          // What lives shorter than the skew would otherwise never be used twice.
          until = lent.expiresAt - Math.min(skew, Math.max(0, lent.expiresAt - now) / 2);
          return lent;
        },
        (error) => {
          if (pending === asked) pending = undefined;
          throw error;
        },
      );
    pending = asked;
    // All that wait may have given up.
    asked.catch(() => {});
    return asked;
  };

  return {
    get: async (ask) => (current && Date.now() < until ? current : (pending ?? renew(ask))),
    drop: (used) => {
      if (current === used) current = undefined;
    },
    take: async () => {
      const had = pending ?? current;
      pending = undefined;
      current = undefined;
      return had;
    },
  };
}
