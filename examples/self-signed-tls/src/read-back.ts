import { type ApiClient, createInfluxQL, createQuery, flux, type WriteTarget } from '@influxkit/influxdb';

/** The newest point, through InfluxQL of a database or Flux of a bucket. */
export async function readBack(api: ApiClient, { db, bucket, org }: WriteTarget): Promise<unknown> {
  const rows =
    bucket !== undefined
      ? createQuery(api, { org, times: 'rfc3339' }).rows(
          flux`from(bucket: ${bucket}) |> range(start: -1h) |> filter(fn: (r) => r._measurement == "handshake") |> last()`,
        )
      : createInfluxQL(api, { db, times: 'rfc3339' })('SELECT ok FROM handshake ORDER BY time DESC LIMIT 1');
  const [row] = await rows.toArray({ limit: 1 });
  return row;
}
