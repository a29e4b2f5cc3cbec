import { createClient, createInfluxQL, createQuery, createWriter, flux } from '@influxkit/influxdb';
import { tokenAuth } from '@influxkit/influxdb/auth';
import type { Reading } from './measure.js';

/** Where readings go: a database of 1.x, or a bucket. Empty is none, as in a form. */
export interface Settings {
  readonly url: string;
  readonly db: string;
  readonly org: string;
  readonly bucket: string;
  readonly token: string;
}

export interface Stored extends Reading {
  readonly time: Date;
}

export interface Store {
  write(reading: Reading): void;
  /** What the server has of the last minute. */
  lastMinute(): Promise<Stored[]>;
  /** Writes what is still held; how many points are stored. */
  close(): Promise<number>;
}

export function connect({ url, db, org, bucket, token }: Settings, onError: (error: Error) => void): Store {
  const api = createClient({ baseUrl: url, auth: token ? tokenAuth(token) : undefined });
  // One series a visit, so that two windows do not draw each other's.
  const visit = crypto.randomUUID();
  const target = db ? { db } : { bucket, ...(org && { org }) };
  // Browsers may not compress what they send to InfluxDB, and the writer knows.
  const writer = createWriter(api, { ...target, precision: 'ms', defaultTags: { visit }, onError });
  const influxql = createInfluxQL(api, { db, times: 'date' });
  const query = createQuery(api, { ...(org && { org }), times: 'date' });

  const fromDatabase = (): Promise<Stored[]> =>
    influxql<Stored>('SELECT fps, pointer FROM page WHERE visit = $visit AND time > now() - 1m', {
      params: { visit },
    }).toArray();

  const fromBucket = async (): Promise<Stored[]> => {
    const rows = query.rows<Reading & { _time: Date }>(flux`from(bucket: ${bucket})
      |> range(start: -1m)
      |> filter(fn: (r) => r._measurement == "page" and r.visit == ${visit})
      |> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")
      |> sort(columns: ["_time"])`);
    return (await rows.toArray()).map(({ _time, fps, pointer }) => ({ time: _time, fps, pointer }));
  };

  return {
    write: (reading) => writer.write({ measurement: 'page', fields: { ...reading }, timestamp: new Date() }),
    lastMinute: db ? fromDatabase : fromBucket,
    close: async () => (await writer.closeSettled({ timeout: 5000 })).stats.written,
  };
}
