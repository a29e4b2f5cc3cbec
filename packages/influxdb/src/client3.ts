import type { ApiClient } from '@influxkit/runtime';
import { createInfluxQL, createInfluxQLV1, createSql, type InfluxQL3Client, type SqlClient } from '@influxkit/sql';
import { createWriter, type Database3Target, type Writer, type WriterSettings } from '@influxkit/write';
import { ClientBase } from './client-base.js';
import { checkName, type InfluxDB3Options, valueOptions } from './client-options.js';
import type { ClosableTransport } from './flight-choice.js';
import { flightOnly, queryTransport } from './query-transport.js';

/** Settings of a writer, and what `/api/v3/write_lp` alone knows: `acceptPartial` and `noSync`. */
export type Writer3Settings = WriterSettings & Pick<Database3Target, 'acceptPartial' | 'noSync'>;

/** What the clients of all products of InfluxDB 3 have in common. */
abstract class InfluxDB3Base<Api extends ApiClient> extends ClientBase {
  /** Every operation of the product, such as `api.databases.list()`. */
  readonly api: Api;
  /** InfluxQL. */
  readonly influxql: InfluxQL3Client;
  readonly #database: string | undefined;

  protected constructor(
    api: Api,
    options: InfluxDB3Options,
    influxql: InfluxQL3Client,
    transport: Partial<ClosableTransport> | undefined,
  ) {
    super(api, options, transport);
    this.api = api;
    this.#database = options.database;
    this.influxql = influxql;
  }

  /** A batching writer of a database: `await using writer = influx.writer()`. */
  abstract writer(database?: string, settings?: WriterSettings): Writer;

  protected chosen(database: string | undefined): string {
    checkName('database', database);
    const chosen = database ?? this.#database;
    if (chosen === undefined)
      throw new TypeError('InfluxDB: name a database, here or as `database` when the client is made');
    return chosen;
  }
}

/** What the clients of Core, Enterprise and Cloud have in common: the API of InfluxDB 3 itself. */
export class InfluxDB3Client<Api extends ApiClient> extends InfluxDB3Base<Api> {
  /** SQL: `sql.rows(sql`…`)` and its siblings. */
  readonly sql: SqlClient;

  protected constructor(api: Api, options: InfluxDB3Options) {
    const { database } = options;
    const transport = queryTransport(api, options);
    const defaults = { database, transport, ...valueOptions(options) };
    super(api, options, createInfluxQL(api, defaults), transport);
    this.sql = createSql(api, defaults);
  }

  /**
   * A batching writer of a database. Close it: `await using writer = influx.writer()`.
   *
   * @param database default: the `database` the client was made with
   * @throws TypeError where there is no database, or for a wrong setting
   */
  writer(database?: string, settings: Writer3Settings = {}): Writer {
    return createWriter(this.api, { database: this.chosen(database), ...settings });
  }
}

/** What the clients of Cloud Dedicated and Clustered have in common: the APIs of InfluxDB 2.x and 1.x to InfluxDB 3. */
export class InfluxDB3DataClient<Api extends ApiClient> extends InfluxDB3Base<Api> {
  /** SQL, over Arrow Flight alone: not in pages and workers. */
  readonly sql: SqlClient;

  protected constructor(api: Api, options: InfluxDB3Options) {
    const defaults = { database: options.database, ...valueOptions(options) };
    const transport = flightOnly(api, options);
    super(api, options, createInfluxQLV1(api, defaults), transport);
    this.sql = createSql(api, { ...defaults, transport });
  }

  /**
   * A batching writer of a database. Close it: `await using writer = influx.writer()`.
   *
   * @param database default: the `database` the client was made with
   * @throws TypeError where there is no database, or for a wrong setting
   */
  writer(database?: string, settings: WriterSettings = {}): Writer {
    return createWriter(this.api, { database: this.chosen(database), endpoint: '/api/v2/write', ...settings });
  }
}
