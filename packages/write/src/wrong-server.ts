import { identifyServer, type ServerIdentity } from '@influxkit/internal/identify-server';
import type { Dialect } from '@influxkit/line-protocol';
import { DialectError } from './write-errors.js';
import type { ResponseClass, WriteResponse } from './write-response.js';
import type { Endpoint } from './write-target.js';

/** Which InfluxDB sent a response, as far as its head says. */
export function serverOf({ headers }: Pick<WriteResponse, 'headers'>): ServerIdentity | undefined {
  return identifyServer({ headers: { get: (name) => headers[name] ?? null } });
}

type Option = Endpoint['option'];

/** What reaches the generations of InfluxDB. */
const fix = (entry: string, options: string): string =>
  `import from '@influxkit/influxdb/${entry}', or give createWriter() ${options} in place of it`;
const FIXES: Readonly<Record<Option, string>> = {
  db: fix('v1', '`db`'),
  bucket: fix('oss-v2', '`bucket` and `org`'),
  database: fix('core', '`database`'),
};
const OPTIONS = { 1: 'db', 2: 'bucket', 3: 'database' } as const;

/** Of a 404 of these words the path is the reason; any other may say that a bucket, an organization or a database is not there. */
const NO_SUCH_PATH = /^(?:404 page not found|not found|path not found)$/i;

/**
 * What to do about a rejection by a server that has no such path: which product responded, and what reaches it. Undefined
 * where it says something else.
 */
export function wrongPathMessage(
  { path, option }: Pick<Endpoint, 'path' | 'option'>,
  { status, message, isPage }: Pick<ResponseClass, 'status' | 'message' | 'isPage'>,
  server: ServerIdentity | undefined,
): string | undefined {
  const isWriteLp = path === '/api/v3/write_lp';
  // write_lp makes the database that it is given: nothing else can be missing there. No InfluxDB responds with a page.
  const isMissing = status === 404 && (isWriteLp || isPage || NO_SUCH_PATH.test(message.trim()));
  // InfluxDB 1.x and 2.x look at who asks before they look at the path.
  const isOlder = isWriteLp && server?.version !== undefined && server.generation < 3;
  if (status !== 405 && !isMissing && !isOlder) return undefined;
  const why = status === 405 || isMissing || message === '' ? '' : `${message}; `;
  const what = `${why}the server has no ${path}, where \`${option}\` writes to`;
  if (server === undefined) {
    const fixes = Object.values(OPTIONS).flatMap((other) => (other === option ? [] : [FIXES[other]]));
    return `${what}, and the response does not say which product responded: check the client's baseUrl; ${fixes.join('; ')}`;
  }
  const fitting = OPTIONS[server.generation];
  if (fitting !== option) return `${what}; ${server.name} responded: ${FIXES[fitting]}`;
  const other = option === 'database' && path !== '/api/v2/write' ? "set `endpoint: '/api/v2/write'`, or " : '';
  return `${what}; ${server.name} responded: ${other}check the client's baseUrl`;
}

/**
 * InfluxDB 3 where lines are written for another reader: nothing fails, and what has a backslash is stored as something
 * else. Undefined where they are written for the server that responded.
 */
export function dialectMismatch(
  { path, option }: Pick<Endpoint, 'path' | 'option'>,
  dialect: Dialect,
  server: ServerIdentity,
): DialectError | undefined {
  if (server.generation !== 3 || dialect === 'v3') return undefined;
  return new DialectError(
    `${server.name} responded at ${path}, and lines are written in dialect ${dialect}, which it reads otherwise: a backslash in a name or a tag is not stored as it is. Give \`database\` in place of \`${option}\`, or set \`dialect: 'v3'\``,
  );
}
