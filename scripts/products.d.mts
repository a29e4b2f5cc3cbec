/** A product as `influxkit.config.ts` lists it. */
export interface ListedProduct {
  /** Such as `oss-v2`. */
  readonly name: string;
  /** Its contract, from the root of the repository. */
  readonly input: string;
  /** Folder of its generated client, from the root of the repository. */
  readonly output: string;
  /** The bundled contract, from the root of the repository. */
  readonly bundle: string;
  /** Where the API's own description is published, if it is. */
  readonly upstream?: string;
  /** Its folder of `packages`; several products may share one. */
  readonly folder: string;
  /** How its client is imported, such as `@influxkit/oss-v2`. */
  readonly specifier: string;
  /** The function that creates its client, where that does not follow from its name. */
  readonly clientName: string | undefined;
  /** Path parameters that are options of the client. */
  readonly bound: readonly string[];
}

export declare const products: readonly ListedProduct[];
export declare const productFolders: readonly string[];
