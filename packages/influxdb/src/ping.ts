import type { Call, WithResponse } from '@influxkit/runtime';

/** What a server says of itself when it is pinged. */
export interface Pong {
  /** Such as `v2.7.11`. */
  readonly version: string | undefined;
  /** Such as `OSS` or `Core`. */
  readonly build: string | undefined;
}

interface Pingable {
  ping(): Call<unknown, unknown>;
}

/** @throws ConnectionError or TimeoutError where no server responds */
export async function ping(api: Pingable): Promise<Pong> {
  const { headers }: WithResponse<unknown> = await api.ping().withResponse();
  return {
    version: headers.get('x-influxdb-version') ?? undefined,
    build: headers.get('x-influxdb-build') ?? undefined,
  };
}
