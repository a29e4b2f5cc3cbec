import type { Codec, ErrorHeaders, FormatParameter, Pagination } from '@influxkit/runtime';
import type { Limits } from '../base/limits.js';
import type { OperationSelection } from '../base/operation-selection.js';
import type { DiagnosticLevel } from '../base/severity-policy.js';
import type { ConfiguredEmitter, EmitterValue } from './emitter-entry.js';

export type { Codec, ErrorHeaders, FormatParameter, Pagination };

/** Last segments of paths that say by themselves what is done there, in camelCase. */
export interface NamingLists {
  /** Collections below an item whose members are made elsewhere: POST `add`, DELETE `remove`. */
  readonly attached: readonly string[];
  /** Verbs: `POST /scripts/{id}/invoke` is `scripts.invoke`. */
  readonly actions: readonly string[];
  /** Nouns that are read: `GET /health` is `health`. */
  readonly readings: readonly string[];
}

/** How methods get their names. */
export type Naming = 'path' | 'operationId' | NamingOptions;

export interface NamingOptions extends Partial<NamingLists> {
  /**
   * What methods are named by.
   *
   * @default 'path'
   */
  readonly by?: 'path' | 'operationId';
  /**
   * Whether a name by operation id stands below the operation's first tag: `pets.listPets`.
   *
   * @default true
   */
  readonly tags?: boolean;
}

/** Types of values by their format, each with the one that it may have instead of JSON's. */
export interface FormatTypeNames {
  readonly 'date-time'?: 'Date';
  readonly int64?: 'bigint';
}

/** The ending of a generated module in an import. */
export type ImportExtension = '.js' | '.ts' | '.mjs' | '.mts';

/** What one generated client is made from and where it goes. Paths are taken from the configuration file's folder. */
export interface ProductConfig {
  /** Name of the product, such as `oss-v2`: lower-case letters, digits and hyphens. `--product` selects by it. */
  readonly name: string;
  /** The contract: path of a file, or a URL (`https:`, `http:`). */
  readonly input: string;
  /** Folder of the generated modules. Files that carry the generator's mark are replaced and removed there. */
  readonly output: string;
  /**
   * Name that the client is created by.
   *
   * @default `create` and the product's name in PascalCase, `createOssV2`
   */
  readonly clientName?: string;
  /**
   * Where to write the bundled contract (one JSON document).
   *
   * @default it is not written
   */
  readonly bundle?: string;
  /**
   * Where to write the table of all operations (Markdown).
   *
   * @default it is not written
   */
  readonly docs?: string;
  /**
   * Method names by operation id, where the rules give an ugly name or two operations one name: `{ PostQuery: 'query.run' }`.
   *
   * @default by the rules
   */
  readonly names?: Readonly<Record<string, string>>;
  /**
   * Path prefix (or several) that stays out of method names, such as `/api/v2`.
   *
   * @default none
   */
  readonly stripPrefix?: string | readonly string[];
  /**
   * What methods are named by: `path` (the default), or `operationId`, below the operation's first tag. As an object also
   * the last segments of paths that say by themselves what is done there, beside the general ones:
   * `{ actions: ['invoke'] }` makes `POST /scripts/{id}/invoke` the method `scripts.invoke`.
   *
   * @default that of the configuration
   */
  readonly naming?: Naming;
  /**
   * Names that schemas are exported by, by the contract's names, where the rules give an ugly one or two the same.
   *
   * @default by the rules
   */
  readonly schemaNames?: Readonly<Record<string, string>>;
  /**
   * What is added to the name of a schema that is called like a global, such as `Error` or `Date`.
   *
   * @default 'Model'
   */
  readonly schemaSuffix?: string;
  /**
   * Whether every warning is an error. Among them is a name that two operations or schemas would have: it is refused until
   * the configuration settles it; otherwise the later operation is named by its operation id.
   *
   * @default false
   */
  readonly strict?: boolean;
  /**
   * How severe the diagnostics of single codes are, before `strict`: `{ 'path-duplicate': 'error' }`.
   *
   * @default those of the configuration
   */
  readonly diagnostics?: Readonly<Partial<Record<string, DiagnosticLevel>>>;
  /**
   * The operations that the client has.
   *
   * @default all
   */
  readonly include?: OperationSelection;
  /**
   * Of those, the operations that it has not.
   *
   * @default none
   */
  readonly exclude?: OperationSelection;
  /**
   * What the contract may cost to read, where the presets are too low for it.
   *
   * @default the presets
   */
  readonly limits?: Partial<Limits>;
  /**
   * How generated modules name each other in imports: `.js` (the default), `.ts` for what runs TypeScript as it is (Node,
   * Deno), `.mjs` or `.mts` for modules that are called `.mts` and so are ECMAScript modules in a CommonJS package, too.
   *
   * @default '.js'
   */
  readonly importExtension?: ImportExtension;
  /**
   * Parameters that are given once, when the client is created, and so are absent from every method:
   * `{ headers: ['X-Account'], path: ['accountId'] }` makes them the options `xAccount` and `accountId`.
   *
   * @default none
   */
  readonly bind?: { readonly headers?: readonly string[]; readonly path?: readonly string[] };
  /**
   * Response headers that say more of a failure than its body does, such as `{ code: ['X-Error-Code'] }`.
   *
   * @default none
   */
  readonly errorHeaders?: ErrorHeaders;
  /**
   * How operations page, by operation id, where the rules find it wrong; `false`: the operation does not page.
   *
   * @default by the rules
   */
  readonly pagination?: Readonly<Record<string, Pagination | false>>;
  /**
   * How bodies are coded, by operation id and media type, where the media type alone says it wrong.
   *
   * @default by the media type
   */
  readonly codecs?: Readonly<Record<string, Readonly<Record<string, Codec>>>>;
  /**
   * Schemas of the items of responses that come item by item (JSON lines, JSON sequences, server-sent events), by operation
   * id, where the contract does not say: `{ streamEvents: 'Event' }`, a name of the contract's. OpenAPI 3.2 has `itemSchema`.
   *
   * @default none
   */
  readonly itemSchemas?: Readonly<Record<string, string>>;
  /**
   * What values of a format are, where not as JSON has them: `{ 'date-time': 'Date', int64: 'bigint' }` makes strings of the
   * format `date-time` a `Date` and integers of the format `int64` a `bigint`, in responses and in what is sent.
   *
   * @default strings and numbers
   */
  readonly formatTypes?: FormatTypeNames;
  /**
   * Parameters by which a server is asked for the media type of its response, by operation id, where it does not go by
   * `Accept`: `{ Search: { in: 'query', name: 'format', values: { 'application/json': 'json', 'text/csv': 'csv' } } }`.
   * Methods take the option `accept` in their place.
   *
   * @default none
   */
  readonly formats?: Readonly<Record<string, FormatParameter>>;
  /**
   * Further functions that create the client, by name, for servers that have the same operations without a prefix of their
   * paths: `{ createOnPremises: { withoutPrefix: '/accounts/{accountId}' } }`. What is bound in the prefix is no option there.
   *
   * @default none
   */
  readonly variants?: Readonly<Record<string, { readonly withoutPrefix: string }>>;
  /**
   * Emitters beside those that make the client, each by itself or with its options:
   * `[mocks, { emitter: tools, options: { prefix: 'pets' } }]`. See `defineEmitter`.
   *
   * @default none
   */
  readonly emitters?: readonly (EmitterValue | ConfiguredEmitter)[];
  /**
   * Ids of operations that are idempotent though their method is not, and so may be retried.
   *
   * @default none
   */
  readonly idempotent?: readonly string[];
  /**
   * Package that the generated modules import.
   *
   * @default '@influxkit/runtime'
   */
  readonly runtimePackage?: string;
  /**
   * Documents of OpenAPI Overlay 1.0 or 1.1 (path or URL) that are applied to the contract before it is checked, in this order.
   *
   * @default none
   */
  readonly overlays?: readonly string[];
  /**
   * Where `influxkit pull` takes the API's own description from: path of a file, or a URL.
   *
   * @default it has to be given
   */
  readonly upstream?: string;
  /**
   * Overlays that mend what is known to be wrong upstream, before it is compared.
   *
   * @default none
   */
  readonly upstreamOverlays?: readonly string[];
  /**
   * Whether a `$ref` of a document on disk may be fetched from the network, and one of a fetched document from
   * another origin.
   *
   * @default false
   */
  readonly allowRemoteRefs?: boolean;
  /**
   * Folder that every `$ref` to a file must stay in, symbolic links resolved.
   * Contracts that share files (`../common/…`) set it to the folder above.
   *
   * @default the folder of the root document
   */
  readonly refRoot?: string;
}

/** What `influxkit.config.ts` exports. */
export interface GeneratorConfig {
  readonly products: readonly ProductConfig[];
  /**
   * `naming` of all products; the lists of a product come in addition.
   *
   * @default 'path'
   */
  readonly naming?: Naming;
  /**
   * `strict` of all products that do not set it.
   *
   * @default false
   */
  readonly strict?: boolean;
  /**
   * `diagnostics` of all products; those of a product come first.
   *
   * @default none
   */
  readonly diagnostics?: Readonly<Partial<Record<string, DiagnosticLevel>>>;
}

/** The products of a configuration, each with what is set for all. */
export function productsOf({ products, naming, strict, diagnostics }: GeneratorConfig): ProductConfig[] {
  return products.map((product) => ({
    ...product,
    ...(strict !== undefined && { strict: product.strict ?? strict }),
    ...(diagnostics && { diagnostics: { ...diagnostics, ...product.diagnostics } }),
    ...(naming !== undefined && { naming: combined(namingOptions(naming), namingOptions(product.naming)) }),
  }));
}

/** Naming as an object. */
export function namingOptions(naming: Naming | undefined): NamingOptions {
  return typeof naming === 'string' ? { by: naming } : (naming ?? {});
}

function combined(all: NamingOptions, own: NamingOptions): NamingOptions {
  const both = (key: keyof NamingLists): string[] => [...(all[key] ?? []), ...(own[key] ?? [])];
  return {
    ...all,
    ...own,
    attached: both('attached'),
    actions: both('actions'),
    readings: both('readings'),
  };
}

/** Gives a configuration its type: `export default defineConfig({ products: [...] })`. */
export function defineConfig(config: GeneratorConfig): GeneratorConfig {
  return config;
}
