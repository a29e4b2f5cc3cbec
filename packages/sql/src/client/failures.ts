import { InfluxQLError } from '@influxkit/query';
import { ApiError, ConnectionError } from '@influxkit/runtime';
import { SqlError } from '../sql-errors.js';

/**
 * Statuses with which InfluxDB 3 rejects a query: a wrong one, a database that is not there, what it does not implement, a
 * limit, and 500 for a column that is not there or a value that cannot be cast.
 */
const REJECTIONS = new Set([400, 404, 405, 422, 500]);

const messageOf = ({ body }: ApiError): string => {
  const { error, message } = Object(body) as { error?: unknown; message?: unknown };
  return [error, message, body].find((said) => typeof said === 'string' && said !== '') as string;
};

/** InfluxDB 3 has `error` in the body for a database that is not there, and text for a path; InfluxDB 2.x has a `code`. */
const isPathUnknown = ({ status, body }: ApiError): boolean => status === 404 && typeof Object(body).error !== 'string';

/** What a server says in place of a response to a query; undefined for a page, and for a path that it does not know. */
const rejectionOf = (error: unknown): string | undefined => {
  if (!(error instanceof ApiError) || !REJECTIONS.has(error.status)) return undefined;
  const message: string | undefined = messageOf(error);
  return message === undefined || /^\s*(?:<|$)/.test(message) || isPathUnknown(error) ? undefined : message;
};

/** What a server has that does not know the path of a query. */
const ELSEWHERE = {
  sql: 'SQL over Arrow Flight alone, by rows(), columns(), toArray(), toArrow(), and stream() in the format arrow',
  influxql: 'InfluxQL at /query alone, by createInfluxQLV1()',
};

/** What a page cannot know of a failure: its server sends the permission to read it with responses of success alone. */
const HIDDEN =
  'in a page, this may be any error of InfluxDB 3, which hides them from other origins (it sends no CORS headers with them): reach it through a proxy on the origin of the page to see what it says';

const FAULT =
  'InfluxDB 3 also closes the connection without a response where a query fails before its first row, so that the query itself may be at fault: with format: "pretty", text() tells why';

/** Whether a connection was made, as far as the platform says: the server closed it before a response. */
export const wasClosed = (error: unknown): error is ConnectionError =>
  error instanceof ConnectionError &&
  !/^(?:ECONNREFUSED|ENOTFOUND|EAI_|CERT_|ERR_TLS|DEPTH_|SELF_)/.test(error.code ?? '');

/**
 * The error of a query, for the error of a call.
 *
 * @param isHidden whether this is a page that cannot read what the server says of failures
 * @param runs whether the query was to run: one that is only planned does not fail like that
 */
export const explained = (error: unknown, language: 'sql' | 'influxql', isHidden: boolean, runs = true): unknown => {
  const message = rejectionOf(error);
  if (message !== undefined) {
    return language === 'sql' ? new SqlError(message, { cause: error }) : new InfluxQLError(message, { cause: error });
  }
  if (error instanceof ApiError && isPathUnknown(error) && error.url?.includes('/api/v3/query_'))
    error.message += `; the server has no such path: Cloud Dedicated, Clustered and Serverless have ${ELSEWHERE[language]}`;
  if (wasClosed(error) && (isHidden || runs)) error.message += `; ${isHidden ? HIDDEN : FAULT}`;
  return error;
};
