import { createClient } from '@influxkit/runtime';
import { createSql, type SqlClient, type SqlClientOptions } from '../../src/index.js';

const encoder = new TextEncoder();

/** What a response does besides giving its chunks. */
export interface StreamState {
  /** Chunks that were asked for. */
  pulled: number;
  cancelled: boolean;
}

/** A stream of chunks, made one at a time when asked for; then it ends, or fails. */
const streamOf = (
  chunks: Iterable<Uint8Array>,
  failure?: unknown,
): { stream: ReadableStream<Uint8Array>; state: StreamState } => {
  const state: StreamState = { pulled: 0, cancelled: false };
  const iterator = chunks[Symbol.iterator]();
  const stream = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        const { done, value } = iterator.next();
        if (!done) {
          state.pulled += 1;
          controller.enqueue(value);
        } else if (failure === undefined) controller.close();
        else controller.error(failure);
      },
      cancel: () => {
        state.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, state };
};

/** Columns by their names and types. */
export type Columns = Readonly<Record<string, string>> | readonly (readonly [name: string, type: string])[];

const isList = (columns: Columns): columns is Extract<Columns, readonly unknown[]> => Array.isArray(columns);

const describeBody = (columns: Columns): string =>
  (isList(columns) ? columns : Object.entries(columns))
    .map(([column_name, data_type]) => `${JSON.stringify({ column_name, data_type, is_nullable: 'YES' })}\n`)
    .join('');

export interface LineClient {
  readonly client: SqlClient;
  /** Texts of the queries that were sent. */
  readonly sent: string[];
  /** Of the last response. */
  state: StreamState | undefined;
}

/** A client whose queries give these columns and this body: a text, or chunks, made anew for each. */
export const clientOf = (
  columns: Columns | undefined | (() => Columns | undefined),
  body: string | (() => Iterable<Uint8Array>),
  options: SqlClientOptions = {},
  failure?: unknown,
): LineClient => {
  const sent: string[] = [];
  const made: LineClient = { client: undefined as never, sent, state: undefined };
  const fetch = async (_: unknown, init?: RequestInit): Promise<Response> => {
    const { q } = JSON.parse(String(init?.body)) as { q: string };
    sent.push(q);
    if (q.startsWith('DESCRIBE ')) {
      const known = typeof columns === 'function' ? columns() : columns;
      if (known === undefined) return new Response('Error during planning: no', { status: 400 });
      return new Response(describeBody(known));
    }
    const { stream, state } = streamOf(typeof body === 'string' ? [encoder.encode(body)] : body(), failure);
    made.state = state;
    return new Response(stream);
  };
  const api = createClient({ baseUrl: 'http://localhost:8181', fetch: fetch as typeof globalThis.fetch, retry: false });
  return Object.assign(made, { client: createSql(api, { database: 'd', retry: false, ...options }) });
};
