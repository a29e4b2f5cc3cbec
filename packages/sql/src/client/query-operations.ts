import type { BodyReader } from '@influxkit/internal/stream-of-reader';
import {
  type Call,
  type CallOptions,
  type Operation,
  type OperationDescriptor,
  responseStreams,
} from '@influxkit/runtime';

/** A query whose response is given as `Data`. */
export type Query<Data> = Operation<(body: string, options?: CallOptions) => Call<Data>>;

// Any media type, for servers refuse what they do not know by name, and JSON lines are among that: the body says the format.
const descriptor = <Data>(name: string, path: string, codec: 'stream' | 'bytes', idempotent?: true): Query<Data> => ({
  name,
  method: 'POST',
  path,
  body: { 'application/json': 'text' },
  response: { '*/*': codec },
  features: { responseStreams },
  // A query may compute for minutes before its first byte.
  timeout: 300_000,
  timeoutUntil: 'firstByte',
  idempotent,
});

/** `POST /api/v3/query_sql` */
export const querySql: Query<ReadableStream<Uint8Array>> = /* @__PURE__ */ descriptor(
  'query.sql',
  '/api/v3/query_sql',
  'stream',
);

/** `POST /api/v3/query_influxql` */
export const queryInfluxQL: Query<ReadableStream<Uint8Array>> = /* @__PURE__ */ descriptor(
  'query.influxql',
  '/api/v3/query_influxql',
  'stream',
);

/** `POST /api/v3/query_sql` for a query that computes nothing: it may be sent again. Its JSON lines are UTF-8. */
export const describeSql: Query<Uint8Array> = /* @__PURE__ */ descriptor(
  'query.sql',
  '/api/v3/query_sql',
  'bytes',
  true,
);

/** A query whose response is what reads it, not a stream: to load the platform's streams takes Node longer than a small query. */
export const read = (query: OperationDescriptor): Query<BodyReader> => ({
  ...query,
  features: {
    responseStreams: {
      ...responseStreams,
      decode: (response, ...from) =>
        response.reader?.() ?? (responseStreams.decode(response, ...from) as ReadableStream<Uint8Array>).getReader(),
    },
  },
});
