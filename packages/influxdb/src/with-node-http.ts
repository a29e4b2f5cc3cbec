import type { Middleware, WireRequest } from '@influxkit/runtime';
import { isFetchLoaded } from './loaded-fetch.js';
import { nodeHttp } from './node-http.js';

/** Where lines are written to, for each generation of InfluxDB. */
const WRITE_PATHS = new Set(['/write', '/api/v2/write', '/api/v3/write_lp']);

const isWrite = ({ method, operation }: WireRequest): boolean => method === 'POST' && WRITE_PATHS.has(operation.path);

/**
 * A request that is sent over `node:http` where Node's fetch has not been loaded. Where middleware has said by what it is sent,
 * it is sent by that.
 */
export const overNodeHttp = (request: WireRequest): WireRequest =>
  request.transport !== undefined || isFetchLoaded() ? request : { ...request, transport: nodeHttp };

/**
 * Sends what a writer writes over `node:http` where Node's fetch has not been loaded: to load it takes longer than the first
 * batch takes to be written and stored. Responses to writes are small, and none of them is a redirect that is followed.
 */
export const writesOverNodeHttp: Middleware | undefined = async (request, next) =>
  next(isWrite(request) ? overNodeHttp(request) : request);
