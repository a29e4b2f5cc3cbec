import type { ApiClient } from '@influxkit/runtime';

/** What a writer needs of a client: any generated client has it, and so has `createClient()` of `@influxkit/runtime`. */
export type WriteApi = Pick<ApiClient, 'request'>;

/** What a server answered. */
export interface WriteAnswer {
  readonly statusCode: number;
  /** Names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}
