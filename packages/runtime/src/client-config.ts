import type { Features } from './operation.js';

/**
 * The format of generated code that this runtime takes. It changes when generated code and runtime no longer fit each
 * other; the two are then distinguished by the compiler, before a call goes wrong.
 */
export const FORMAT = 3;

/**
 * What a generated client knows of its contract as a whole, written by the generator and taken by `createApi`: plain data,
 * and the parts of the runtime that its operations need. All of it but the format may be absent.
 */
export interface ClientConfig {
  /**
   * The format that the code was generated in. A number other than the type allows means that the generator and this
   * runtime are of different releases: install those that belong together and generate again.
   */
  readonly format: typeof FORMAT;
  /** Where the server is, for clients that are created without `baseUrl`. */
  readonly server?: ServerTemplate;
  /** Parameters that are given once, when the client is created: the option's name by the parameter's. */
  readonly bind?: BindConfig;
  /** Response headers that say more of a failure than its body does, the first that is there wins. */
  readonly errorHeaders?: ErrorHeaders;
  /** A prefix that the paths of the contract have and those of this server have not. Absent: they are the same. */
  readonly withoutPrefix?: string;
  /** The contract's security schemes by name. */
  readonly securitySchemes?: SecuritySchemes;
  /** The contract's default: alternatives of schemes; each holds the names that go together. */
  readonly security?: readonly (readonly string[])[];
  /** What of the runtime its operations need that not every client has. */
  readonly features?: Features;
}

/** The address of a server, with variables in braces. */
export interface ServerTemplate {
  readonly url: string;
  /** What stands in place of the variables, unless the option `serverVariables` says otherwise. */
  readonly variables?: Readonly<Record<string, ServerVariable>>;
}

export interface ServerVariable {
  readonly default: string;
  /** The values that it takes. Absent: any. */
  readonly enum?: readonly string[];
}

/** Options of the client that stand for parameters of its operations, by the parameters' names. */
export interface BindConfig {
  /** Path parameters: `{ accountId: 'accountId' }`. Each has to be given. */
  readonly path?: Readonly<Record<string, string>>;
  /** Header parameters: `{ 'X-Account': 'xAccount' }`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Which of the header options have to be given: those that some operation requires. */
  readonly required?: readonly string[];
}

export interface ErrorHeaders {
  readonly code?: readonly string[];
  readonly message?: readonly string[];
  readonly requestId?: readonly string[];
}

export type SecuritySchemes = Readonly<Record<string, SecurityScheme>>;

/** A security scheme of a contract, as far as a client needs to know it. */
export type SecurityScheme =
  | { readonly type: 'apiKey'; readonly in: 'header' | 'query' | 'cookie'; readonly name: string }
  | { readonly type: 'http'; readonly scheme: string }
  | { readonly type: 'oauth2' | 'openIdConnect' | 'mutualTLS' };
