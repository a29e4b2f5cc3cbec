// A consumer that reads rows by Flux.
import { createQuery } from '@influxkit/query';
import { createClient } from '@influxkit/runtime';

export async function main() {
  const api = createClient({ baseUrl: 'http://localhost:8086' });
  return createQuery(api, { org: 'acme' }).toArray('from(bucket: "co2") |> range(start: -1h)');
}
