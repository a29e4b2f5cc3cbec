/** A security scheme of a contract, as far as a request can show it. */
export type SecurityScheme =
  | { readonly type: 'apiKey'; readonly in: 'header' | 'query' | 'cookie'; readonly name: string }
  | { readonly type: 'http'; readonly scheme: string }
  | { readonly type: 'oauth2' | 'openIdConnect' | 'mutualTLS' };

/** What generated code tells a client of its contract, beside the operations. */
export interface ClientConfig {
  /** The security schemes by their names in the contract. Absent: not known. */
  readonly securitySchemes?: Readonly<Record<string, SecurityScheme>>;
  /** The security of operations that say nothing: alternatives of schemes that go together. Absent: not known. */
  readonly security?: readonly (readonly string[])[];
}
