import type { PagedOperation } from '@influxkit/runtime';

/** A list method of a generated client: its operation says how it pages. */
export interface PagedMethod<Item = unknown> {
  (...args: never[]): PromiseLike<unknown>;
  readonly operation: PagedOperation<Item>;
}

/** What the pages of a method hold. */
export type ItemOf<Method extends PagedMethod> = Method extends PagedMethod<infer Item> ? Item : never;

/** What a page's call answers. */
export type PageOf<Method extends PagedMethod> = Awaited<ReturnType<Method>>;
