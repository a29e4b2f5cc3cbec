import type { Coding, Pagination } from '@influxkit/runtime';

export type { Coding, Pagination };

/** What one generated client is made from and where it goes. Paths are taken from the configuration file's folder. */
export interface ProductConfig {
  /** Name of the product, such as `oss-v2`: lower-case letters, digits and hyphens. `--product` selects by it. */
  readonly name: string;
  /** The contract: path of a file, or a URL (`https:`, `http:`). */
  readonly input: string;
  /** Folder of the generated modules. Files that carry the generator's mark are replaced and removed there. */
  readonly output: string;
  /** Name that the client is created by. Default: `create` and the product's name in PascalCase, `createOssV2`. */
  readonly clientName?: string;
  /** Where to write the bundled contract (one JSON document). Default: it is not written. */
  readonly bundle?: string;
  /** Where to write the table of all operations (Markdown). Default: it is not written. */
  readonly docs?: string;
  /** Method names by operation id, where the rules give an ugly name or two operations one name: `{ PostQuery: 'query.run' }`. */
  readonly names?: Readonly<Record<string, string>>;
  /** Path prefix (or several) that stays out of method names, such as `/api/v2`. Default: none. */
  readonly stripPrefix?: string | readonly string[];
  /** How operations page, by operation id, where the rules find it wrong; `false`: the operation does not page. */
  readonly pagination?: Readonly<Record<string, Pagination | false>>;
  /** How bodies are coded, by operation id and media type, where the media type alone says it wrong. */
  readonly codings?: Readonly<Record<string, Readonly<Record<string, Coding>>>>;
  /** Ids of operations that are idempotent though their method is not, and so may be retried. */
  readonly idempotent?: readonly string[];
  /** Package that the generated modules import. Default: `@influxkit/runtime`. */
  readonly runtimePackage?: string;
  /** Documents of OpenAPI Overlay 1.0 (path or URL) that are applied to the bundled contract, in this order. */
  readonly overlays?: readonly string[];
  /** Where `influxkit pull` takes the API's own description from: path of a file, or a URL. Default: it has to be given. */
  readonly upstream?: string;
  /** Overlays that mend what is known to be wrong upstream, before it is compared. */
  readonly upstreamOverlays?: readonly string[];
  /**
   * Whether a `$ref` of a document on disk may be fetched from the network, and one of a fetched document from
   * another origin. Default: false.
   */
  readonly allowRemoteRefs?: boolean;
  /**
   * Folder that every `$ref` to a file must stay in, symbolic links resolved. Default: the folder of the root document.
   * Contracts that share files (`../common/…`) set it to the folder above.
   */
  readonly refRoot?: string;
}

/** What `influxkit.config.ts` exports. */
export interface GeneratorConfig {
  readonly products: readonly ProductConfig[];
}

/** Gives a configuration its type: `export default defineConfig({ products: [...] })`. */
export function defineConfig(config: GeneratorConfig): GeneratorConfig {
  return config;
}
