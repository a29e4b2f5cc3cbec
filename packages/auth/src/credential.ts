import { withDeadline } from '@influxkit/internal/timers';
import { CallError, RequestError, type Transport, type WireRequest } from '@influxkit/runtime';
import { cachedCredential, type Expiring } from './cached-credential.js';
import { type Carrier, invalidReason } from './invalid-reason.js';
import { reveal, type Secret } from './secret.js';

/** A credential of a provider that knows when it ends. */
export interface IssuedCredential {
  readonly value: string | Secret;
  /**
   * When it ends: a `Date`, or milliseconds since 1970.
   *
   * @default when the server responds with 401
   */
  readonly expiresAt?: Date | number | undefined;
}

/**
 * A function that gives a credential, at once or later.
 *
 * @param send sends a request as the client does, without credentials: for a provider that asks a server
 */
export type CredentialProvider = (
  send: Transport,
) => string | Secret | IssuedCredential | Promise<string | Secret | IssuedCredential>;

/**
 * A token or a password, or a provider that gives it. A provider is called once for all calls that wait, and again when
 * what it gave has expired or the server has responded with 401.
 */
export type Credential = string | Secret | CredentialProvider;

/** How a provider is called. Without a provider they do nothing. */
export interface ProviderOptions {
  /**
   * Milliseconds before a credential expires at which the provider is called for the next one.
   *
   * @default 30_000
   */
  readonly skew?: number | undefined;
  /**
   * Milliseconds that the provider may take; 0 for any time.
   *
   * @default 30_000
   */
  readonly timeout?: number | undefined;
}

/** Where a strategy has its credential from. */
export interface CredentialSource {
  /** @throws RequestError where there is none */
  get(request: WireRequest, next: Transport): Promise<Expiring<string>>;
  /** Takes note that the server responded with 401. False where no better credential can come. */
  invalidate(used: Expiring<string>, request: WireRequest): boolean;
}

/**
 * The source of a credential, for a strategy of your own.
 *
 * @param name what it is, for errors, such as `token`
 * @param carrier what carries it, which decides on the characters that it may hold
 * @throws TypeError for a string that holds a character that is refused
 * @example
 * import { readFile } from 'node:fs/promises';
 * import { credentialSource } from '@influxkit/influxdb';
 *
 * // A file that another process keeps up to date.
 * const token = async () => (await readFile('/run/secrets/token', 'utf8')).trim();
 * const source = credentialSource(token, 'token', 'header', { timeout: 5_000 });
 */
export function credentialSource(
  credential: Credential,
  name: string,
  carrier: Carrier,
  options: ProviderOptions = {},
): CredentialSource {
  return typeof credential === 'function'
    ? providerSource(credential, name, carrier, options)
    : constantSource(reveal(credential), name, carrier);
}

function constantSource(value: unknown, name: string, carrier: Carrier): CredentialSource {
  const reason = invalidReason(name, value, carrier);
  // An empty one is often a variable that is not set yet: whether it is needed shows with the first call.
  if (reason !== undefined && typeof value === 'string' && value !== '') throw new TypeError(reason);
  return {
    get: async ({ operation }) => {
      if (reason !== undefined) throw new RequestError(operation.name, reason);
      return { value: value as string, expiresAt: Number.POSITIVE_INFINITY };
    },
    invalidate: () => false,
  };
}

/** The source of what a provider gives. */
export function providerSource(
  provider: CredentialProvider,
  name: string,
  carrier: Carrier,
  { skew = 30_000, timeout = 30_000 }: ProviderOptions,
  errorOf: (name: string, reason: unknown) => Error = providerError,
): CredentialSource {
  const cached = cachedCredential<string>(skew);
  const request = async (send: Transport): Promise<Expiring<string>> => {
    const given = Promise.resolve(send)
      .then(provider)
      .catch((reason: unknown) => Promise.reject(errorOf(name, reason)));
    return issued(
      await withDeadline(
        given,
        timeout,
        () => new Error(`the provider of the ${name} gave nothing within ${timeout} ms`),
      ),
      name,
      carrier,
    );
  };
  return {
    get: async ({ operation, signal }, next) => {
      signal?.throwIfAborted();
      try {
        return await cached.get(() => request(next), signal);
      } catch (error) {
        if (signal?.aborted) throw signal.reason;
        const { message, cause } = error as Error;
        throw new RequestError(operation.name, message, cause ? { cause } : undefined);
      }
    },
    invalidate: (used) => {
      cached.invalidate(used);
      return true;
    },
  };
}

/**
 * The error of a provider that failed, without the message of its own error, which may quote a secret. Errors of the
 * runtime hold none, and are its cause.
 */
export function providerError(name: string, reason: unknown): Error {
  const { name: errorName, code } = Object(reason) as Record<string, unknown>;
  const kind = [reason instanceof Error ? errorName : typeof reason, code].filter((word) =>
    /^\w{1,40}$/.test(`${word ?? ''}`),
  );
  return new Error(
    `the provider of the ${name} failed: ${kind.join(' ')}`,
    reason instanceof CallError ? { cause: reason } : undefined,
  );
}

/** The credential that a provider gave, checked. */
function issued(given: unknown, name: string, carrier: Carrier): Expiring<string> {
  const own = reveal(given);
  const isObject = typeof own === 'object' && own !== null;
  const { value, expiresAt } = (isObject ? own : { value: own }) as Partial<IssuedCredential>;
  const credential = reveal(value);
  const reason = invalidReason(name, credential, carrier);
  if (reason !== undefined) throw new Error(reason);
  const end = expiresAt instanceof Date ? expiresAt.getTime() : (expiresAt ?? Number.POSITIVE_INFINITY);
  if (typeof end !== 'number' || Number.isNaN(end) || (end > 1e9 && end < 1e11))
    throw new Error(
      `expiresAt of the ${name} must be a valid Date or a number of milliseconds since 1970, not seconds`,
    );
  return { value: credential as string, expiresAt: end };
}
