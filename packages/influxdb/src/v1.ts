import { createInfluxQL, type InfluxQLClient } from '@influxkit/query';
import {
  type ApiClient,
  type Call,
  type CallOptions,
  call,
  createClient,
  type Operation,
  type SecuritySchemes,
} from '@influxkit/runtime';
import { createWriter, type Writer, type WriterSettings } from '@influxkit/write';
import { ClientBase } from './client-base.js';
import { COMMON_NAMES, checkName, connectionOptions, type InfluxDBV1Options, valueOptions } from './client-options.js';
import { type Environment, optionsV1FromEnv } from './environment.js';
import { errorHeaders } from './error-headers.js';
import { checkNames } from './hints.js';
import { type Pong, ping } from './ping.js';
import { tokenAuth } from './token-auth.js';

export type { InfluxDBV1Options } from './client-options.js';
export * from './shared-by-all.js';
export * from './shared-influxql.js';

/** Databases of InfluxDB 1.x. */
export interface Databases {
  /** Names of those that the user may see. */
  list(options?: CallOptions): Promise<string[]>;
  /** Creates one; where it is there already, nothing happens. */
  create(name: string, options?: CallOptions): Promise<void>;
  /** Deletes one with all that is in it; where it is not there, nothing happens. */
  delete(name: string, options?: CallOptions): Promise<void>;
}

/**
 * InfluxDB 1.x, and what else has its API.
 *
 * @example
 * import { basicAuth, InfluxDB } from '@influxkit/influxdb/v1';
 *
 * const auth = basicAuth({ username: 'ada', password: process.env.INFLUX_PASSWORD ?? '' });
 * const influx = new InfluxDB({ url: 'http://localhost:8086', auth, database: 'factory' });
 * for await (const row of influx.influxql('SELECT mean(rpm) FROM motor GROUP BY line')) console.log(row);
 */
export class InfluxDB extends ClientBase {
  /** InfluxQL. */
  readonly influxql: InfluxQLClient;
  readonly databases: Databases;
  readonly #api: ApiClient;
  readonly #database: string | undefined;
  readonly #retentionPolicy: string | undefined;

  /** @throws TypeError for an option that is missing or wrong */
  constructor(options: InfluxDBV1Options) {
    checkNames(options, 'database', { ...COMMON_NAMES, database: 1, retentionPolicy: 1 });
    const { database, retentionPolicy, ...connection } = options;
    checkName('database', database);
    checkName('retentionPolicy', retentionPolicy);
    const api = createClient(connectionOptions(connection, tokenAuth), { errorHeaders, securitySchemes });
    super(api, options);
    this.#api = api;
    this.#database = database;
    this.#retentionPolicy = retentionPolicy;
    this.influxql = createInfluxQL(api, { db: database, rp: retentionPolicy, ...valueOptions(options) });
    this.databases = databasesOf(createInfluxQL(api));
  }

  /**
   * A client from `INFLUX_HOST` (or `INFLUX_URL`), `INFLUX_USERNAME`, `INFLUX_PASSWORD` and `INFLUX_DATABASE`.
   *
   * @throws TypeError where no address is set
   */
  static fromEnv(options?: Partial<InfluxDBV1Options>, env?: Environment): InfluxDB {
    return new InfluxDB(optionsV1FromEnv(options, env));
  }

  /**
   * A batching writer of a database. Close it: `await using writer = influx.writer()`.
   *
   * @param database default: the `database` the client was made with, and its retention policy
   * @throws TypeError where there is no database, or for a wrong setting
   */
  writer(database?: string, settings: WriterSettings = {}): Writer {
    checkName('database', database);
    const db = database ?? this.#database;
    if (db === undefined)
      throw new TypeError('InfluxDB: name a database, here or as `database` when the client is made');
    const rp = database === undefined ? this.#retentionPolicy : undefined;
    return createWriter(this.#api, { db, ...(rp !== undefined && { rp }), ...settings });
  }

  /** Asks whether the server is there, and which. */
  ping(): Promise<Pong> {
    return ping({ ping: () => call(this.#api, pingOperation) });
  }
}

/** How InfluxDB 1.x is told who calls; a JSON Web Token goes where others have their API token. */
const securitySchemes: SecuritySchemes = {
  BasicAuthentication: { type: 'http', scheme: 'basic' },
  QuerystringAuthentication: { type: 'apiKey', in: 'query', name: 'u' },
  TokenAuthentication: { type: 'apiKey', in: 'header', name: 'Authorization' },
};

const pingOperation: Operation<() => Call<undefined>> = { name: 'ping', method: 'GET', path: '/ping' };

const databasesOf = (influxql: InfluxQLClient): Databases => ({
  list: async (options) => {
    const rows = await influxql<{ name: string }>('SHOW DATABASES', options).toArray();
    return rows.map(({ name }) => name);
  },
  create: async (name, options) => {
    await influxql(`CREATE DATABASE ${quoted(name)}`, options).toArray();
  },
  delete: async (name, options) => {
    await influxql(`DROP DATABASE ${quoted(name)}`, options).toArray();
  },
});

/** A name as InfluxQL quotes it. */
const quoted = (name: string): string => {
  checkName('name', name);
  return `"${name.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;
};
