import { CallError, RequestError, type Transport, type WireRequest } from '@influxkit/runtime';
import { flawOf } from './characters.js';
import type { Secret } from './redacted.js';
import { type Lent, renewable } from './renewable.js';
import { abortable, within } from './waiting.js';

/** What a provider gives that knows how long it is good for. */
export interface IssuedCredential {
  readonly value: string | Secret;
  /** When it ends: a `Date`, or milliseconds since 1970. Absent: when the server answers 401. */
  readonly expiresAt?: Date | number | undefined;
}

/** What is asked for a credential. */
export type CredentialProvider = () => string | Secret | IssuedCredential | Promise<string | Secret | IssuedCredential>;

/**
 * A token or a password, or a provider that gives it. A provider is asked once for all calls that wait, and again when
 * what it gave has expired or the server has answered 401.
 */
export type Credential = string | Secret | CredentialProvider;

/** How a provider is asked. Without a provider they do nothing. */
export interface ProviderOptions {
  /** Milliseconds before a credential expires at which the provider is asked for the next one. Default: 30,000. */
  readonly skew?: number | undefined;
  /** Milliseconds that the provider may take; 0 for any time. Default: 30,000. */
  readonly timeout?: number | undefined;
}

/** Where a strategy has its credential from. */
export interface CredentialSource {
  /** @throws RequestError where there is none */
  get(request: WireRequest, next: Transport): Promise<Lent<string>>;
  /** Takes note that the server answered 401. False where nothing better can come. */
  refuse(used: Lent<string>, request: WireRequest): boolean;
}

const textOf = (value: unknown): unknown =>
  typeof (value as Secret | undefined)?.reveal === 'function' ? (value as Secret).reveal() : value;

/**
 * The source of a credential.
 *
 * @param what what it is, such as `token`
 * @param plain whether it goes into a header as it is, and not encoded
 * @throws TypeError for a text that holds a character that is refused
 */
export function credentialSource(
  credential: Credential,
  what: string,
  plain: boolean,
  { skew = 30_000, timeout = 30_000 }: ProviderOptions,
): CredentialSource {
  if (typeof credential !== 'function') {
    const value = textOf(credential);
    const flaw = flawOf(what, value, plain);
    // An empty one is often a variable that is not set yet: whether it is needed shows with the first call.
    if (flaw !== undefined && typeof value === 'string' && value !== '') throw new TypeError(flaw);
    return {
      get: async ({ operation }) => {
        if (flaw !== undefined) throw new RequestError(operation.name, flaw);
        return { value: value as string, expiresAt: Number.POSITIVE_INFINITY };
      },
      refuse: () => false,
    };
  }

  const kept = renewable<string>(skew);
  const ask = async (): Promise<Lent<string>> => {
    const late = `the provider of the ${what} gave none within ${timeout} ms`;
    const asked = Promise.resolve()
      .then(credential)
      .catch((reason: unknown) => Promise.reject(failed(what, reason)));
    return checked(await within(asked, timeout, late), what, plain);
  };
  return {
    get: async ({ operation, signal }) => {
      signal?.throwIfAborted();
      try {
        return await abortable(kept.get(ask), signal);
      } catch (error) {
        if (signal?.aborted) throw signal.reason;
        const { message, cause } = error as Error;
        throw new RequestError(operation.name, message, cause ? { cause } : undefined);
      }
    },
    refuse: (used) => {
      kept.drop(used);
      return true;
    },
  };
}

/** What a provider rejected with, without its words, which may quote what it works with. Our own errors hold no secret. */
function failed(what: string, reason: unknown): Error {
  const { name, code } = Object(reason) as Record<string, unknown>;
  const kind = [reason instanceof Error ? name : typeof reason, code].filter((word) =>
    /^\w{1,40}$/.test(`${word ?? ''}`),
  );
  return new Error(
    `the provider of the ${what} failed: ${kind.join(' ')}`,
    reason instanceof CallError ? { cause: reason } : undefined,
  );
}

/** What a provider gave, checked. */
function checked(given: unknown, what: string, plain: boolean): Lent<string> {
  const own = textOf(given);
  const { value, expiresAt } = Object(own) as Partial<IssuedCredential>;
  const text = typeof own === 'string' ? own : textOf(value);
  const flaw = flawOf(what, text, plain);
  if (flaw !== undefined) throw new Error(flaw);
  const end = typeof own === 'string' ? undefined : (expiresAt ?? undefined);
  const time = end === undefined ? Number.POSITIVE_INFINITY : end instanceof Date ? end.getTime() : end;
  if (typeof time !== 'number' || Number.isNaN(time) || (time > 1e9 && time < 1e11))
    throw new Error(`expiresAt of the ${what} must be a Date or milliseconds since 1970, not seconds`);
  return { value: text as string, expiresAt: time };
}
