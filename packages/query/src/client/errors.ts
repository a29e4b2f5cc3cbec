import { ApiError } from '@influxkit/runtime';
import { FluxError, InfluxQLError } from '../errors.js';

const said = (error: ApiError): string => {
  const body = error.body as { readonly message?: unknown; readonly error?: unknown } | null | undefined;
  const message = typeof body === 'object' ? (body?.message ?? body?.error) : undefined;
  if (typeof message === 'string' && message !== '') return message;
  // Asked for CSV, a server of 1.x says it in the body's own way, and plainly in this header.
  return error.headers.get('x-influxdb-error') ?? error.message;
};

/**
 * A server refuses a query that is wrong with 400 or 422. InfluxDB 2.x says 404 of a bucket, an organization or a mapping
 * that is not there, with a code, which a proxy's page does not have. Any other status is about something else.
 */
const isRefusal = (error: unknown): error is ApiError =>
  error instanceof ApiError &&
  (error.status === 400 || error.status === 422 || (error.status === 404 && error.code !== undefined));

/** Where in the server it failed, as InfluxDB 2.x says in the body. */
const opOf = (body: unknown): string | undefined => {
  const { op } = Object(body) as { op?: unknown };
  return typeof op === 'string' ? op : undefined;
};

/** Waits for an answer; a refused query is a `FluxError` whose cause is the `ApiError`. */
export const orFluxError = async <T>(answer: PromiseLike<T>): Promise<T> => {
  try {
    return await answer;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    throw new FluxError(said(error), { code: error.code, op: opOf(error.body), cause: error });
  }
};

/** Waits for an answer; a refused query is an `InfluxQLError` whose cause is the `ApiError`. */
export const orInfluxQLError = async <T>(answer: PromiseLike<T>): Promise<T> => {
  try {
    return await answer;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    throw new InfluxQLError(said(error), { code: error.code, cause: error });
  }
};
