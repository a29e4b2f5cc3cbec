import { createClient } from '@influxkit/runtime';
import { nodeTransport } from '@influxkit/runtime/node';
import { openSpool } from '@influxkit/write/spool';
import { pointOf } from './points.js';

/*
 * Writes points from a number on into a spool, and says on stdout up to which the writer said that they are safe. Ends by
 * being killed, or by itself after the last.
 */
const [dir = '', baseUrl = '', from = '0', to = '0'] = process.argv.slice(2);
const api = createClient({ baseUrl, transport: nodeTransport() });
const spool = await openSpool(api, {
  bucket: 'b',
  dir,
  timeout: 500,
  flushInterval: 20,
  batchLines: 500,
  segmentBytes: 64 * 1024,
  retry: { minDelay: 5, maxDelay: 50 },
});
process.stdout.write(`recovered ${spool.recovered.lines} ${spool.recovered.cutBytes}\n`);
const last = Number(to);
for (let n = Number(from); n < last; ) {
  const group = Array.from({ length: Math.min(1 + (n % 50), last - n) }, (_, index) => pointOf(n + index));
  await spool.write(group);
  n += group.length;
  process.stdout.write(`safe ${n}\n`);
}
await spool.flush();
const { stats } = await spool.close();
process.stdout.write(`done ${stats.pending}\n`);
process.exit(0);
