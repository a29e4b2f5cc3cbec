import { raceAbort } from '@influxkit/internal/abort';

/** A value that is good for a while. */
export interface Expiring<T> {
  readonly value: T;
  /** Milliseconds since 1970; infinite where nothing says when it ends. */
  readonly expiresAt: number;
}

/** Keeps a value that is good for a while, and requests it anew when it no longer is. */
export interface CachedCredential<T> {
  /**
   * The value that is kept, or what `request` gives: one request is under way at a time, and all callers wait for it.
   * Nothing is kept of a failure.
   *
   * @param signal ends the waiting of this caller; the request goes on for the others
   */
  get(request: () => Promise<Expiring<T>>, signal?: AbortSignal | undefined): Promise<Expiring<T>>;
  /** Forgets a value that turned out not to be good, unless there is a newer one. */
  invalidate(used: Expiring<T>): void;
  /** Forgets everything, and gives what was kept or what was being requested. */
  clear(): Promise<Expiring<T> | undefined>;
}

/**
 * A cache of one credential with a single request in flight.
 *
 * @param skew milliseconds before its end at which a value is no longer given out
 */
export function cachedCredential<T>(skew: number): CachedCredential<T> {
  let current: Expiring<T> | undefined;
  let goodUntil = 0;
  let pending: Promise<Expiring<T>> | undefined;

  const renew = (request: () => Promise<Expiring<T>>): Promise<Expiring<T>> => {
    const requested = Promise.resolve()
      .then(request)
      .then(
        (expiring) => {
          if (pending !== requested) return expiring;
          pending = undefined;
          current = expiring;
          // What lives shorter than the skew would otherwise never be used twice.
          const lifetime = Math.max(0, expiring.expiresAt - Date.now());
          goodUntil = expiring.expiresAt - Math.min(skew, lifetime / 2);
          return expiring;
        },
        (error) => {
          if (pending === requested) pending = undefined;
          throw error;
        },
      );
    pending = requested;
    // All callers may have stopped waiting.
    requested.catch(() => {});
    return requested;
  };

  return {
    get: async (request, signal) => {
      if (current && Date.now() < goodUntil) return current;
      return raceAbort(pending ?? renew(request), signal);
    },
    invalidate: (used) => {
      if (current === used) current = undefined;
    },
    clear: async () => {
      const had = pending ?? current;
      pending = undefined;
      current = undefined;
      return had;
    },
  };
}
