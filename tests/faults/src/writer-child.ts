import { createClient } from '@influxkit/runtime';
import { nodeTransport } from '@influxkit/runtime/node';
import { createWriter } from '@influxkit/write';
import { pointOf } from './points.js';
import { numbersOf } from './reported.js';
import type { Report, WriterOrder } from './write.js';

/*
 * Writes points 0 to count - 1 through whatever is in between, to the end, in a process of its own, so that its memory is
 * the writer's; then prints on stdout what was reported to it.
 */
const { baseUrl, count, start, options }: WriterOrder = JSON.parse(process.argv[2] ?? '');
const began = Date.now();
const reported: Report['reported'][number][] = [];
let peakBytes = 0;
await using transport = nodeTransport();
const writer = createWriter(createClient({ baseUrl, transport }), {
  ...options,
  onError: (error) =>
    void reported.push({ reason: `${error.name}: ${error.message}`, numbers: numbersOf(error, start) }),
});
const watch = (): void => {
  peakBytes = Math.max(peakBytes, writer.stats().bufferedBytes);
};
const restingBytes = process.memoryUsage().rss;
for (let n = 0; n < count; n++) {
  if (!writer.write(pointOf(n, start))) {
    watch();
    await writer.ready;
  }
  if (n % 1000 === 0) watch();
}
watch();
await writer.closeSettled({ timeout: 900_000 });
const report: Report = {
  stats: writer.stats(),
  reported,
  peakBytes,
  grownBytes: process.resourceUsage().maxRSS * 1024 - restingBytes,
  milliseconds: Date.now() - began,
};
await new Promise((resolve) => process.stdout.write(JSON.stringify(report), resolve));
