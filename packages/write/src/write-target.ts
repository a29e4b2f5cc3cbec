import { describe, describeChoice } from '@influxkit/internal/message';
import type { Dialect } from '@influxkit/line-protocol';
import type { WritePrecision } from './batch.js';

/** A bucket of InfluxDB 2.x or Cloud, written by `/api/v2/write`. */
export interface BucketTarget {
  /** Name or id of the organization. Cloud takes it from the token. */
  readonly org?: string | undefined;
  /** Id of the organization, in place of `org`. */
  readonly orgID?: string | undefined;
  /** Name or id of the bucket. */
  readonly bucket: string;
  readonly db?: undefined;
  readonly rp?: undefined;
  readonly database?: undefined;
  readonly endpoint?: undefined;
  readonly acceptPartial?: undefined;
  readonly noSync?: undefined;
}

/** A database of InfluxDB 1.x, or of a newer server's v1 compatibility, written by `/write`. */
export interface DatabaseTarget {
  /** Name of the database. */
  readonly db: string;
  /**
   * Name of the retention policy.
   *
   * @default the database's
   */
  readonly rp?: string | undefined;
  readonly bucket?: undefined;
  readonly org?: undefined;
  readonly orgID?: undefined;
  readonly database?: undefined;
  readonly endpoint?: undefined;
  readonly acceptPartial?: undefined;
  readonly noSync?: undefined;
}

/** A database of InfluxDB 3, written by `/api/v3/write_lp`. */
export interface Database3Target {
  /** Name of the database. Writing makes it where it is not there. */
  readonly database: string;
  /**
   * Where the lines go: Cloud Dedicated, Clustered and Cloud Serverless have `/api/v2/write` alone.
   *
   * @default '/api/v3/write_lp'
   */
  readonly endpoint?: '/api/v3/write_lp' | '/api/v2/write' | undefined;
  /**
   * Whether the good lines of a request are stored where others are bad. With `false` the server stores nothing of such a
   * request and names its first bad line alone: that one is reported, and the others are sent again without it, which takes
   * one request for each bad line. `/api/v3/write_lp` alone knows it.
   *
   * @default true
   */
  readonly acceptPartial?: boolean | undefined;
  /**
   * Whether the server responds before its log is on disk, which it writes once a second. That saves the wait and gives up
   * what a writer promises: points that count as written are lost where the server ends within that second, and an error of
   * its log is never told. `/api/v3/write_lp` alone knows it.
   *
   * @default false
   */
  readonly noSync?: boolean | undefined;
  readonly bucket?: undefined;
  readonly org?: undefined;
  readonly orgID?: undefined;
  readonly db?: undefined;
  readonly rp?: undefined;
}

export type WriteTarget = BucketTarget | DatabaseTarget | Database3Target;

/** What suits an endpoint, unless the options have it otherwise. */
export interface SendingDefaults {
  readonly batchLines: number;
  readonly batchBytes: number;
  /** Requests under way at the same time. */
  readonly concurrency: number;
}

/** Where the requests of a target go. */
export interface Endpoint {
  readonly path: string;
  /** The option that named it. */
  readonly option: 'bucket' | 'db' | 'database';
  /** What is undefined is left out. */
  query(precision: WritePrecision): Readonly<Record<string, string | undefined>>;
  /** What reads the lines there, unless the options have another. */
  readonly dialect: Dialect;
  readonly defaults: SendingDefaults;
  /** Security schemes by their names in InfluxDB's contracts, one of which it takes. Absent: as all operations do. */
  readonly security?: readonly (readonly string[])[];
}

/** Of the endpoints of 1.x: a token, or user and password in the header or in the query. */
const V1_SECURITY = [['TokenAuthentication'], ['BasicAuthentication'], ['QuerystringAuthentication']];

/** 1.x calls nanoseconds `n` and microseconds `u`, and takes a name it does not know silently as nanoseconds. */
const V1_PRECISIONS = { ns: 'n', us: 'u', ms: 'ms', s: 's' } as const;

/** Servers of 1.x and 2.x respond as soon as they have stored a request. */
const PROMPT: SendingDefaults = { batchLines: 5000, batchBytes: 1_048_576, concurrency: 4 };

/**
 * InfluxDB 3 responds when its log is flushed, once a second: what is under way at the same time is what a second stores.
 * Bodies stay below the 10 MiB that it accepts, uncompressed.
 */
const ONCE_A_SECOND: SendingDefaults = { batchLines: 50_000, batchBytes: 8_388_608, concurrency: 8 };

/** The names of InfluxDB 3 for units. Without one it guesses each line's unit from the number. */
const V3_PRECISIONS = { ns: 'nanosecond', us: 'microsecond', ms: 'millisecond', s: 'second' } as const;

/** @throws TypeError when it does not say where the lines go, or in two ways */
export function endpointOf(target: WriteTarget): Endpoint {
  const { bucket, org, orgID, db, rp, database, endpoint, acceptPartial, noSync } = target;
  const named = Object.entries({ bucket, db, database }).filter(([, value]) => value !== undefined);
  if (named.length !== 1) {
    const got = named.length === 0 ? 'none of them' : named.map(([name]) => `\`${name}\``).join(' and ');
    throw new TypeError(
      `createWriter: say where lines go: \`database\` for InfluxDB 3, \`bucket\` (with \`org\`) for /api/v2/write, or \`db\` for /write; got ${got}`,
    );
  }
  for (const [name, value] of Object.entries({ bucket, org, orgID, db, rp, database })) {
    if (value !== undefined && (typeof value !== 'string' || value === '')) {
      throw new TypeError(`createWriter: \`${name}\` must be a non-empty string; got ${describe(value)}`);
    }
  }
  if (database !== undefined) return databaseEndpoint(target);
  for (const [name, value] of Object.entries({ endpoint, acceptPartial, noSync })) {
    if (value !== undefined)
      throw new TypeError(`createWriter: \`${name}\` needs \`database\`, a database of InfluxDB 3`);
  }
  if (db !== undefined) {
    return {
      path: '/write',
      option: 'db',
      query: (precision) => ({ db, rp, precision: V1_PRECISIONS[precision] }),
      dialect: 'v1',
      defaults: PROMPT,
      security: V1_SECURITY,
    };
  }
  return {
    path: '/api/v2/write',
    option: 'bucket',
    query: (precision) => ({ org, orgID, bucket, precision }),
    dialect: 'v2',
    defaults: PROMPT,
  };
}

function databaseEndpoint({
  database,
  endpoint = '/api/v3/write_lp',
  acceptPartial,
  noSync,
}: Database3Target): Endpoint {
  if (endpoint !== '/api/v3/write_lp' && endpoint !== '/api/v2/write') {
    throw new TypeError(
      `createWriter: \`endpoint\` must be '/api/v3/write_lp' or '/api/v2/write'; got ${describeChoice(endpoint)}`,
    );
  }
  const isV2 = endpoint === '/api/v2/write';
  for (const [name, value] of Object.entries({ acceptPartial, noSync })) {
    if (value === undefined) continue;
    if (typeof value !== 'boolean')
      throw new TypeError(`createWriter: \`${name}\` must be true or false; got ${describe(value)}`);
    if (isV2) throw new TypeError(`createWriter: \`${name}\` is not known to /api/v2/write; leave it out`);
  }
  if (isV2) {
    return {
      path: endpoint,
      option: 'database',
      query: (precision) => ({ bucket: database, precision }),
      dialect: 'v3',
      defaults: PROMPT,
    };
  }
  return {
    path: endpoint,
    option: 'database',
    query: (precision) => ({
      db: database,
      precision: V3_PRECISIONS[precision],
      accept_partial: acceptPartial?.toString(),
      no_sync: noSync?.toString(),
    }),
    dialect: 'v3',
    defaults: ONCE_A_SECOND,
  };
}
