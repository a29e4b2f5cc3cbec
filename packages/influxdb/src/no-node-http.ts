import type { Middleware, WireRequest } from '@influxkit/runtime';

/** Nothing but the platform's fetch: for pages and workers, whose fetch is there without being loaded. */
export const overNodeHttp = (request: WireRequest): WireRequest => request;

/** Nothing that would send writes by anything else. */
export const writesOverNodeHttp: Middleware | undefined = undefined;
