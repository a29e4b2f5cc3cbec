import { identifyServer, type ServerIdentity } from '@influxkit/internal/identify-server';
import { ApiError, type Middleware, type Transport, type WireRequest } from '@influxkit/runtime';
import { errorHeaders } from './error-headers.js';

/** What a client is for. */
export interface Expectation {
  /** What a message calls it, such as `InfluxDB 3 Core`. */
  readonly product: string;
  /** Whether a server may be of the product. */
  fits(server: ServerIdentity): boolean;
}

/** Of the API of InfluxDB 2.x. */
export const isSecond = ({ generation }: ServerIdentity): boolean => generation === 2;

/** Of the API of InfluxDB 3. */
export const isThird = ({ generation }: ServerIdentity): boolean => generation === 3;

/** Of a cloud or a cluster, whose engine is one of InfluxDB 3 and whose API is that of 2.x. */
export const isNoOss = ({ generation, build }: ServerIdentity): boolean => generation !== 1 && build !== 'OSS';

/** Entries with the client for a generation. */
const ENTRIES = { 1: '/v1', 2: '/oss-v2', 3: '/core' } as const;

/** Statuses that pass by themselves; what they mean does not depend on the server's generation. */
const TRANSIENT = new Set([408, 429, 502, 503, 504]);

/** Of `api.request()`, which never throws for a status, or of openapi-fetch. */
export const isRaw = ({ read, operation }: WireRequest): boolean => read === 'raw' || operation.name.includes(' ');

/**
 * Says in a failure that another InfluxDB responded than the client is for. It costs a request where a failure of such a
 * server does not tell its version, and none otherwise.
 */
export function serverCheck({ product, fits }: Expectation): Middleware {
  return async (request, next) => {
    const response = await next(request);
    if (response.status < 400 || TRANSIENT.has(response.status) || isRaw(request)) return response;
    const server = identifyServer(response);
    if (server === undefined || fits(server)) return response;
    const { name } = server.version === undefined ? await pinged(request, next, server) : server;
    const error = new ApiError(request, response, await response.text(), errorHeaders);
    error.message += `; the server is ${name}, and this client is for ${product}: import InfluxDB from '@influxkit/influxdb${ENTRIES[server.generation]}'`;
    throw error;
  };
}

/** What the server says of itself when it is pinged, for InfluxDB 3 says its version nowhere else. */
async function pinged(request: WireRequest, next: Transport, server: ServerIdentity): Promise<ServerIdentity> {
  const { baseUrl, signal } = request;
  if (baseUrl === undefined) return server;
  try {
    const response = await next({
      method: 'GET',
      baseUrl,
      url: `${baseUrl}/ping`,
      headers: {},
      operation: { name: 'ping', method: 'GET', path: '/ping' },
      signal,
      read: 'text',
      retry: false,
    });
    return identifyServer(response) ?? server;
  } catch {
    return server;
  }
}
