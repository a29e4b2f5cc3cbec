import type { Middleware, WireRequest } from '@influxkit/runtime';
import { nodeHttp } from '#node-http';
import { isFetchLoaded } from './loaded-fetch.js';

/** Where lines are written to, for each generation of InfluxDB. */
const WRITE_PATHS = new Set(['/write', '/api/v2/write', '/api/v3/write_lp']);

const isWrite = ({ method, operation }: WireRequest): boolean => method === 'POST' && WRITE_PATHS.has(operation.path);

/**
 * Sends what a writer writes over `node:http` where Node's fetch has not been loaded: to load it takes longer than the first
 * batch takes to be written and stored. Responses to writes are small, and none of them is a redirect that is followed.
 * Where middleware has said by what a request is sent, it is sent by that.
 */
export const writesOverNodeHttp: Middleware = async (request, next) => {
  const goesAsItIs = nodeHttp === undefined || request.transport !== undefined || !isWrite(request) || isFetchLoaded();
  return next(goesAsItIs ? request : { ...request, transport: nodeHttp });
};
