// A consumer that writes in batches.
import { createClient } from '@influxkit/runtime';
import { createWriter } from '@influxkit/write';

export async function main() {
  const api = createClient({ baseUrl: 'http://localhost:8181' });
  const writer = createWriter(api, { database: 'factory' });
  writer.write('motor,line=A rpm=1480.5');
  await writer.close();
}
