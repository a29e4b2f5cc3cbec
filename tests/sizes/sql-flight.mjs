// The same consumer over Flight.
import { createClient } from '@influxkit/runtime';
import { createSql } from '@influxkit/sql';
import { flightTransport } from '@influxkit/sql/flight';

export async function main() {
  const api = createClient({ baseUrl: 'http://localhost:8181' });
  return createSql(api, { database: 'factory', transport: flightTransport(api) }).toArray('SELECT 1');
}
