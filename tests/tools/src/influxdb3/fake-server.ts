// The fake InfluxDB 3 of `@influxkit/testing`, which here responds as a real one was recorded to, and may execute SQL.
import {
  type FakeDatabase,
  type FakeInfluxDB3,
  type FakeInfluxDB3Options,
  type FakeRequest,
  type FakeSqlQuery,
  type QueryResponse,
  startFakeInfluxDB3 as startPlainFake,
} from '@influxkit/testing';
import { brokenOff, ConnectionDropped, streamOf } from '../../../../packages/testing/src/connection.js';
import { piecesOf, type RecordedExchange, recordedExchanges } from './recorded.js';

export type { FakeInfluxDB3, FakeSqlQuery, FakeSqlResult } from '@influxkit/testing';

/** Executes queries over what was written. */
export interface SqlEngine {
  /** Responds as the server does. */
  query(query: FakeSqlQuery, databases: ReadonlyMap<string, FakeDatabase>): Promise<Response>;
}

export interface RecordedInfluxDB3Options extends Omit<FakeInfluxDB3Options, 'respond'> {
  /** Executes what was not recorded, where `query` has no result for it. */
  readonly engine?: SqlEngine;
  /** Whether the queries that were recorded get the responses that were recorded. @default true */
  readonly recorded?: boolean;
}

/** Starts a fake InfluxDB 3 Core. */
export async function startFakeInfluxDB3({
  engine,
  recorded = true,
  query,
  ...options
}: RecordedInfluxDB3Options = {}): Promise<FakeInfluxDB3> {
  const authorizes = options.token !== undefined || options.authorizes === true;
  const known = recorded ? recordedQueries(authorizes) : new Map<string, RecordedExchange>();
  const fake = await startPlainFake({
    ...options,
    respond: ({ method, url, headers, body, path }: FakeRequest) => {
      if (!/^\/(?:query|api\/v3\/query_(?:sql|influxql))$/.test(path)) return undefined;
      const found = known.get(keyOf(method, url, headers['accept'], body));
      return found && replay(found);
    },
    query: async (asked): Promise<QueryResponse> =>
      (await query?.(asked)) ?? (await engine?.query(asked, fake.databases)),
  });
  return fake;
}

function replay(exchange: RecordedExchange): Response {
  const { status, headers, complete, chunks } = exchange.response;
  if (status === 0) throw new ConnectionDropped();
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (const piece of piecesOf(exchange)) {
      if (piece.length > 0) yield piece;
      // Chunks that leave together would come together.
      if (chunks !== undefined) await new Promise((resolve) => setImmediate(resolve));
    }
  }
  const body = status === 204 ? null : streamOf(complete ? pieces() : brokenOff(pieces()));
  return new Response(body, { status, headers });
}

/** A request as it was recorded: JSON bodies by what they hold, parameters in any order, and of `/query` in a form as well. */
const keyOf = (method: string, path: string, accept = '', body = ''): string => {
  const { pathname, searchParams } = new URL(path, 'http://localhost');
  const isForm = pathname === '/query' && !body.startsWith('{');
  if (isForm) for (const [name, value] of new URLSearchParams(body)) searchParams.set(name, value);
  // a token, which changes nothing of the response
  searchParams.delete('p');
  searchParams.sort();
  const head = `${isForm ? '' : method} ${pathname}?${searchParams} ${accept}`;
  if (isForm || body === '') return head;
  try {
    const { db, q, format } = JSON.parse(body) as FakeSqlQuery;
    // As they are written: 5.0 is another value than 5.
    const params = /"params":(\{.+\})\}$/.exec(body)?.[1];
    return `${head} ${JSON.stringify([db, q, format, params])}`;
  } catch {
    return `${head} ${body}`;
  }
};

/** The queries of the server without authorization, and those of the other one; of two responses to the same request the first. */
const recordedQueries = (authorizes: boolean): ReadonlyMap<string, RecordedExchange> => {
  const found = new Map<string, RecordedExchange>();
  const isHere = ({ server, response }: RecordedExchange): boolean =>
    server === 'none' || (authorizes && response.status === 200);
  for (const exchange of recordedExchanges().filter(isHere)) {
    const { method, path, body, headers } = exchange.request;
    if (!/^\/(?:api\/v3\/)?query/.test(path)) continue;
    const key = keyOf(method, path, headers['accept'], body);
    if (!found.has(key)) found.set(key, exchange);
  }
  return found;
};
