import { describe } from '@influxkit/internal/message';
import type { Dialect } from '@influxkit/line-protocol';
import type { WritePrecision } from './batch.js';

/** A bucket of InfluxDB 2.x or 3, written by `/api/v2/write`. */
export interface BucketTarget {
  /** Name or id of the organization. Cloud takes it from the token. */
  readonly org?: string | undefined;
  /** Id of the organization, in place of `org`. */
  readonly orgID?: string | undefined;
  /** Name or id of the bucket. */
  readonly bucket: string;
  readonly db?: undefined;
  readonly rp?: undefined;
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
}

export type WriteTarget = BucketTarget | DatabaseTarget;

/** Where the requests of a target go. */
export interface Endpoint {
  readonly path: string;
  query(precision: WritePrecision): Record<string, string>;
  /** What reads the lines there, unless the options have another. */
  readonly dialect: Dialect;
  /** Security schemes by their names in InfluxDB's contracts, one of which it takes. Absent: as all operations do. */
  readonly security?: readonly (readonly string[])[];
}

/** Of the endpoints of 1.x: a token, or user and password in the header or in the query. */
const V1_SECURITY = [['TokenAuthentication'], ['BasicAuthentication'], ['QuerystringAuthentication']];

/** 1.x calls nanoseconds `n` and microseconds `u`, and takes a name it does not know silently as nanoseconds. */
const V1_PRECISIONS = { ns: 'n', us: 'u', ms: 'ms', s: 's' } as const;

/** @throws TypeError when neither `bucket` nor `db` says where the lines go, or both do */
export function endpointOf(target: WriteTarget): Endpoint {
  const { bucket, org, orgID, db, rp } = target;
  if ((bucket === undefined) === (db === undefined)) {
    throw new TypeError(
      `createWriter: say where lines go: \`bucket\` (with \`org\`) for /api/v2/write, or \`db\` for /write; got ${bucket === undefined ? 'neither' : 'both'}`,
    );
  }
  for (const [name, value] of Object.entries({ bucket, org, orgID, db, rp })) {
    if (value !== undefined && (typeof value !== 'string' || value === '')) {
      throw new TypeError(`createWriter: \`${name}\` must be a non-empty string; got ${describe(value)}`);
    }
  }
  if (db !== undefined) {
    return {
      path: '/write',
      query: (precision) => ({ db, ...(rp === undefined ? {} : { rp }), precision: V1_PRECISIONS[precision] }),
      dialect: 'v1',
      security: V1_SECURITY,
    };
  }
  return {
    path: '/api/v2/write',
    query: (precision) => ({
      ...(org === undefined ? {} : { org }),
      ...(orgID === undefined ? {} : { orgID }),
      bucket: bucket as string,
      precision,
    }),
    dialect: 'v2',
  };
}
