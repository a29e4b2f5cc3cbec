import type { Transport } from '@influxkit/runtime';

/** Nothing but the platform's fetch: for pages and workers, whose fetch is there without being loaded. */
export const nodeHttp: Transport | undefined = undefined;
