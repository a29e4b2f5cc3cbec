import type { Middleware, WireRequest } from '@influxkit/runtime';
import { createWriter, type WriteApi, type Writer, type WriterOptions } from '@influxkit/write';
import { isFetchLoaded } from './loaded-fetch.js';

/** Where lines are written to, for each generation of InfluxDB. */
const WRITE_PATHS = new Set(['/write', '/api/v2/write', '/api/v3/write_lp']);

const isWrite = ({ method, operation }: WireRequest): boolean => method === 'POST' && WRITE_PATHS.has(operation.path);

/**
 * Sends what a writer writes over `node:http` where Node's fetch has not been loaded: to load it takes longer than the first
 * batch takes to be written and stored. Responses to writes are small, and none of them is a redirect that is followed.
 */
export const writesOverNodeHttp: Middleware = async (request, next) => {
  if (!isWrite(request) || isFetchLoaded()) return next(request);
  const { nodeHttp } = await import('#node-http');
  return next(nodeHttp === undefined ? request : { ...request, transport: nodeHttp });
};

/** Makes a writer, and loads what sends its first batch while that fills. */
export function openWriter(api: WriteApi, options: WriterOptions): Writer {
  const writer = createWriter(api, options);
  // Where it cannot be loaded, the first batch fails and says why.
  if (!isFetchLoaded()) import('#node-http').catch(() => {});
  return writer;
}
