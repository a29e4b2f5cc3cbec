import type { Dialect } from '@influxkit/line-protocol';
import {
  createInfluxQL,
  createQuery,
  type FluxResponse,
  type InfluxQLClient,
  type InvokeScriptOptions,
  invokeScript,
  type QueryClient,
  type ValueOptions,
} from '@influxkit/query';
import type { ApiClient, Call, CallOptions } from '@influxkit/runtime';
import { createWriter, type Writer, type WriterSettings } from '@influxkit/write';
import { ClientBase } from './client-base.js';
import { type InfluxDBOptions, valueOptions } from './client-options.js';
import type { ClosableTransport } from './flight-choice.js';

/** Which points to delete. */
export interface DeleteRange {
  /** From this time on; text keeps its nanoseconds. */
  readonly start: Date | string;
  /** Up to this time. */
  readonly stop: Date | string;
  /** Which of them, such as `_measurement="cpu" AND host="a"`. Default: all. */
  readonly predicate?: string | undefined;
}

/** A product's API as far as every product has it. */
export interface CommonApi extends ApiClient {
  delete(
    body: { start: string; stop: string; predicate?: string },
    options?: CallOptions & { readonly query?: DeleteTarget | undefined },
  ): Call<undefined, unknown>;
}

interface DeleteTarget {
  readonly org?: string | undefined;
  readonly orgID?: string | undefined;
  readonly bucket?: string | undefined;
}

/** What the clients of 2.x and of Cloud have in common. */
export class InfluxDBBase<Api extends CommonApi> extends ClientBase {
  /** Every resource of the product, such as `api.buckets.list()`; `paginate(api.buckets.list)` iterates over all pages. */
  readonly api: Api;
  /** Flux: `query.rows(flux`…`)` and its siblings. */
  readonly query: QueryClient;
  /** InfluxQL, through a database that is mapped to a bucket. */
  readonly influxql: InfluxQLClient;
  readonly #organization: Pick<InfluxDBOptions, 'org' | 'orgID'>;
  readonly #bucket: string | undefined;
  readonly #dialect: Dialect;
  readonly #values: ValueOptions;

  /** @param dialect what reads the lines of the writer */
  protected constructor(
    api: Api,
    options: InfluxDBOptions,
    dialect: Dialect = 'v2',
    transport?: ClosableTransport | undefined,
  ) {
    super(api, options, transport);
    const { org, orgID, bucket } = options;
    this.api = api;
    this.#dialect = dialect;
    this.#organization = { ...(org !== undefined && { org }), ...(orgID !== undefined && { orgID }) };
    this.#bucket = bucket;
    const values = valueOptions(options);
    this.#values = values;
    this.query = createQuery(api, { ...this.#organization, ...values });
    this.influxql = createInfluxQL(api, values);
  }

  /**
   * A batching writer of a bucket. Close it: `await using writer = influx.writer('co2')`.
   *
   * @param bucket name or ID; default: the `bucket` the client was made with
   * @throws TypeError where there is no bucket, or for a wrong setting
   */
  writer(bucket?: string, settings: WriterSettings = {}): Writer {
    const target = { ...this.#organization, bucket: this.#chosen(bucket) };
    return createWriter(this.api, { ...target, dialect: this.#dialect, ...settings });
  }

  /**
   * Deletes the points of a bucket that lie in a time range and match a predicate.
   *
   * @throws TypeError for an invalid Date, ApiError where the server refuses
   */
  async delete(bucket: string | undefined, range: DeleteRange, options: CallOptions = {}): Promise<void> {
    const { start, stop, predicate } = range;
    await this.api.delete(
      { start: timeText('start', start), stop: timeText('stop', stop), ...(predicate !== undefined && { predicate }) },
      { ...options, query: { ...this.#organization, bucket: this.#chosen(bucket) } },
    );
  }

  /** How values of all queries are given. Not a field: those are seen by whoever lists what the client has. */
  protected get values(): ValueOptions {
    return this.#values;
  }

  #chosen(bucket: string | undefined): string {
    const chosen = bucket ?? this.#bucket;
    if (!chosen) throw new TypeError('InfluxDB: name a bucket, here or as `bucket` when the client is made');
    return chosen;
  }
}

function timeText(name: string, time: Date | string): string {
  if (typeof time === 'string') return time;
  if (!(time instanceof Date) || Number.isNaN(time.getTime())) {
    throw new TypeError(`InfluxDB: \`${name}\` must be a valid Date or an RFC 3339 time`);
  }
  return time.toISOString();
}

/** What the clients of products with invokable scripts have in common. */
export class InfluxDBWithScripts<Api extends CommonApi> extends InfluxDBBase<Api> {
  /**
   * Invokes a stored script and decodes what it returns. Nothing is sent before the response is asked for:
   * `for await (const row of influx.invokeScript(id, { days: 7 }).rows())`.
   */
  invokeScript(
    scriptID: string,
    params?: Readonly<Record<string, unknown>>,
    options?: InvokeScriptOptions,
  ): FluxResponse {
    return invokeScript(this.api, scriptID, params, { ...this.values, ...options });
  }
}
