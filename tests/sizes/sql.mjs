// A consumer that reads rows by SQL over HTTP.
import { createClient } from '@influxkit/runtime';
import { createSql } from '@influxkit/sql';

export async function main() {
  return createSql(createClient({ baseUrl: 'http://localhost:8181' }), { database: 'factory' }).toArray('SELECT 1');
}
