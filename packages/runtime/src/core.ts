import type { ErrorHeaders, SecuritySchemes } from './client-config.js';
import type { Features } from './operation.js';
import type { Transport } from './transport.js';

/** Where a client and its methods keep what they run on. It is not enumerable, so that it does not print. */
export const core: unique symbol = /* @__PURE__ */ Symbol.for('influxkit');

/** What a client knows of the contract of its operations. */
export interface ContractFacts {
  /** Values of path parameters that were given when the client was created. */
  readonly bound?: Readonly<Record<string, unknown>> | undefined;
  /** Headers in which this kind of server says what went wrong. */
  readonly errorHeaders?: ErrorHeaders | undefined;
  /** Alternatives of security schemes for operations that do not say. */
  readonly security?: readonly (readonly string[])[] | undefined;
  /** The security schemes of the contract, by name. */
  readonly securitySchemes?: SecuritySchemes | undefined;
  /** What operations may need whose descriptors do not bring it along. */
  readonly features?: Features | undefined;
}

/** What a client's methods run on; for helpers that need more than `request()`. */
export interface Core extends ContractFacts {
  /** The client's base URL without a slash at its end. */
  readonly baseUrl: string;
  /** What every request carries; names in lower case. A function, for one may be a credential, which must not print. */
  readonly headers: () => Record<string, string>;
  /** Sends a request through middleware, authentication, retries and timeout. */
  readonly send: Transport;
}
