import {
  type ArrowField,
  type ArrowRow,
  type ColumnDecoder,
  createColumnDecoder,
  createRowDecoder,
  END_OF_STREAM,
  encodeMessage,
  type MessageDecoder,
  type MessageDecoderOptions,
} from '@influxkit/arrow';
import { type Columns, columnsOf } from '@influxkit/internal/columns';
import { repeatedName } from '@influxkit/internal/repeated-name';
import type { ApiClient } from '@influxkit/runtime';
import { HttpTransport } from '../client/http-transport.js';
import type { SqlFormat, SqlRequest, SqlTransport } from '../client/transport.js';
import type { SqlColumn } from '../decode/json-line-decoder.js';
import type { SqlRow } from '../decode/row-decoder.js';
import { sameName } from '../sql-errors.js';
import { FlightClient } from './flight-client.js';
import { checkOptions, type FlightOptions } from './flight-options.js';
import { FlightResult } from './flight-result.js';

/** A transport that holds a connection. */
export interface FlightTransport extends SqlTransport {
  /** Connects, where it has not; rejects where the server cannot be reached or speaks no HTTP/2. No query needs it. */
  connect(): Promise<void>;
  /**
   * Closes the connection once the queries that were asked for before have ended; a result that nobody reads on for a minute
   * is given up. Nothing can be sent over Flight afterwards.
   */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A statement that Flight does not have; all others are the same over both. */
const ONLY_HTTP = /^\s*show\s+databases\b/i;
/** InfluxDB sends tags as strings over Flight, and says beside that they are tags. */
const TAG = 'iox::column_type::tag';

const typeOf = ({ type, metadata }: ArrowField): string =>
  metadata['iox::column::type'] === TAG && type === 'Utf8' ? 'Dictionary(Int32, Utf8)' : type;

/** Decodes columns, and says of each what `schema` says. */
const columnDecoder = ({ values }: SqlRequest): ColumnDecoder => {
  const decoder = createColumnDecoder(decoderOptions(values));
  let isFirst = true;
  const typed = ({ length, columns: untyped }: Columns): Columns => {
    const fields = decoder.schema?.fields ?? [];
    const columns = untyped.map((column, index) => ({ ...column, datatype: typeOf(fields[index] as ArrowField) }));
    return columnsOf(length, columns);
  };
  return {
    get schema() {
      return decoder.schema;
    },
    decode: (metadata, body) => {
      const columns = decoder.decode(metadata, body);
      if (isFirst) {
        isFirst = false;
        const repeated = repeatedName(decoder.schema?.fields.map(({ name }) => name) ?? []);
        if (repeated !== undefined) throw sameName(repeated);
      }
      return columns && typed(columns);
    },
    join: (batches) => typed(decoder.join(batches)),
  };
};

const rowDecoder = ({ values }: SqlRequest): MessageDecoder<ArrowRow[]> => createRowDecoder(decoderOptions(values));

/** Nothing else reads the bytes of a message. */
const decoderOptions = ({ times, integers, isJson }: SqlRequest['values']): MessageDecoderOptions => ({
  times,
  integers,
  preset: isJson ? 'json' : undefined,
  ownsBytes: true,
});

/** Bytes of a stream. They are no rows: `length` is 0. */
interface Pieces {
  readonly length: 0;
  readonly pieces: readonly Uint8Array[];
}

/** Makes a stream of messages again; the schema waits for what follows it, so that until then a query may be sent again. */
class StreamEncoder implements MessageDecoder<Pieces> {
  readonly schema = undefined;
  #held: Uint8Array[] = [];
  #isFirst = true;

  decode(metadata: Uint8Array, body: Uint8Array): Pieces | undefined {
    this.#held.push(...encodeMessage(metadata, body));
    const wasFirst = this.#isFirst;
    this.#isFirst = false;
    return wasFirst ? undefined : { length: 0, pieces: this.take() };
  }

  take(): Uint8Array[] {
    const pieces = this.#held;
    this.#held = [];
    return pieces;
  }
}

class FlightQueries implements FlightTransport {
  readonly #client: FlightClient;
  readonly #options: FlightOptions;
  readonly #http: HttpTransport;

  constructor(api: ApiClient, options: FlightOptions) {
    this.#client = new FlightClient(api, options);
    this.#options = options;
    this.#http = new HttpTransport(api);
  }

  async schema(request: SqlRequest): Promise<readonly SqlColumn[]> {
    if (ONLY_HTTP.test(request.query.text)) return this.#http.schema(request);
    // A query that is only described computes nothing. InfluxQL cannot be described.
    const isSql = request.language === 'sql';
    const text = isSql ? `DESCRIBE ${request.query.typed}` : request.query.text;
    const asked = { ...request, query: { ...request.query, text } };
    const result = this.#result(asked, () => createRowDecoder());
    if (!isSql) {
      const { fields } = await result.readSchema();
      return fields.map((field) => ({ name: field.name, type: typeOf(field), nullable: field.nullable }));
    }
    const columns: SqlColumn[] = [];
    for await (const rows of result) {
      for (const { column_name, data_type, is_nullable } of rows)
        columns.push({ name: String(column_name), type: String(data_type), nullable: is_nullable !== 'NO' });
    }
    return columns;
  }

  rows(request: SqlRequest): AsyncIterableIterator<SqlRow[]> {
    if (ONLY_HTTP.test(request.query.text)) return this.#http.rows(request);
    return this.#result(request, () => rowDecoder(request));
  }

  columns(request: SqlRequest): AsyncIterableIterator<Columns> {
    if (ONLY_HTTP.test(request.query.text)) return this.#http.columns(request);
    return this.#result<Columns>(request, () => columnDecoder(request));
  }

  async allColumns(request: SqlRequest): Promise<Columns> {
    if (ONLY_HTTP.test(request.query.text)) return this.#http.allColumns(request);
    let decoder = columnDecoder(request);
    const batches: Columns[] = [];
    // The one that decodes is the last one made: nothing was decoded before.
    const newDecoder = (): ColumnDecoder => {
      decoder = columnDecoder(request);
      return decoder;
    };
    for await (const batch of this.#result<Columns>(request, newDecoder)) batches.push(batch);
    return decoder.join(batches);
  }

  async stream(request: SqlRequest, format: SqlFormat): Promise<ReadableStream<Uint8Array>> {
    if (format !== 'arrow') return this.#http.stream(request, format);
    let encoder = new StreamEncoder();
    const result = this.#result<Pieces>(request, () => {
      encoder = new StreamEncoder();
      return encoder;
    });
    // What is rejected is an error of the call, as it is over HTTP.
    const first = await result.next();
    const pieces = first.done ? [] : [...first.value.pieces];
    let isEnd = first.done === true;
    return new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          while (pieces.length === 0 && !isEnd) {
            const { done, value } = await result.next();
            if (done) isEnd = true;
            else pieces.push(...value.pieces);
          }
          const piece = pieces.shift();
          if (piece !== undefined) {
            controller.enqueue(piece);
            return;
          }
          for (const last of [...encoder.take(), END_OF_STREAM]) controller.enqueue(last);
          controller.close();
        },
        cancel: async () => {
          await result.return();
        },
      },
      { highWaterMark: 0 },
    );
  }

  connect(): Promise<void> {
    return this.#client.connection.connect();
  }

  close(): Promise<void> {
    return this.#client.connection.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #result<Batch extends { readonly length: number }>(
    request: SqlRequest,
    newDecoder: () => MessageDecoder<Batch>,
  ): FlightResult<Batch> {
    return new FlightResult(this.#client, request, this.#options, newDecoder);
  }
}

/**
 * Queries over Arrow Flight, gRPC on HTTP/2: exact and several times as fast as JSON, and the only way to SQL on InfluxDB Cloud
 * Dedicated, Clustered and Serverless. For Node, Deno and Bun. All queries share one connection, which does not keep the
 * process alive while there is none.
 *
 * @param api the client whose address, authentication, middleware and retries they have
 * @throws TypeError or RangeError for a wrong option
 *
 * @example
 * import { bearerAuth, createCore, createSql, sql } from '@influxkit/influxdb/core';
 * import { flightTransport } from '@influxkit/influxdb/flight';
 *
 * const api = createCore({ baseUrl: 'http://localhost:8181', auth: bearerAuth(process.env.INFLUX_TOKEN ?? '') });
 * await using transport = flightTransport(api);
 * const db = createSql(api, { database: 'factory', transport });
 * for await (const row of db.rows(sql`SELECT time, rpm FROM motor`)) console.log(row.rpm);
 */
export const flightTransport = (api: ApiClient, options: FlightOptions = {}): FlightTransport => {
  checkOptions(options);
  return new FlightQueries(api, options);
};
