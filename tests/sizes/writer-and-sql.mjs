// The same consumer, and what it wrote read back by SQL.
import { createClient } from '@influxkit/runtime';
import { createSql, sql } from '@influxkit/sql';
import { createWriter } from '@influxkit/write';

export async function main() {
  const api = createClient({ baseUrl: 'http://localhost:8181' });
  const writer = createWriter(api, { database: 'factory' });
  writer.write('motor,line=A rpm=1480.5');
  await writer.close();
  return createSql(api, { database: 'factory' }).toArray(sql`SELECT time, rpm FROM motor WHERE line = ${'A'}`);
}
