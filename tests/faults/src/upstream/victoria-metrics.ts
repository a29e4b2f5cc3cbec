import { startVictoriaMetrics } from '@influxkit/test-tools';
import { pointOf } from '../points.js';
import type { Stored, Upstream } from './upstream.js';

/** Milliseconds since 1970 of point 0: it stores whole milliseconds, of days that it takes for likely. */
const START = 1_600_000_000_000;

/** Times that it is asked again before what it does not show counts as lost. */
const LOOKS = 10;

/** What it shows once that no longer grows: what it has stored it may show a moment later, even after it was told to flush. */
async function settled(points: number, look: () => Promise<Stored>): Promise<Stored> {
  let last = await look();
  for (let unchanged = 0; unchanged < LOOKS && last.numbers.size < points; ) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    const next = await look();
    if (next.numbers.size === last.numbers.size) unchanged += 1;
    else {
      console.log(`VictoriaMetrics showed ${next.numbers.size - last.numbers.size} points a moment later`);
      unchanged = 0;
    }
    last = next;
  }
  return last;
}

/** A VictoriaMetrics: it knows numbers alone, and stores a string as 0; each run has a tag of its own. */
export async function victoriaMetrics(): Promise<Upstream> {
  const server = await startVictoriaMetrics();
  return {
    place: async (run) => ({
      url: server.url,
      options: { org: 'o', bucket: 'b', precision: 'ms', defaultTags: { run } },
      start: START,
      stored: (points) =>
        settled(points, async () => {
          const foreign: string[] = [];
          const seen = new Map<number, Set<string>>();
          for (const { metric, values, timestamps } of await server.export(`{run="${run}"}`)) {
            values.forEach((value, index) => {
              const n = (timestamps[index] ?? 0) - START;
              const { measurement, tags, fields } = pointOf(n);
              const [, name, field = ''] = /^(.*)_(n|usage|up|note)$/.exec(metric['__name__'] ?? '') ?? [];
              const want = { n, usage: fields['usage'], up: Number(fields['up']), note: 0 }[field];
              const same = metric['host'] === tags?.['host'] && metric['region'] === tags?.['region'];
              if (name === measurement && same && value === want) seen.set(n, (seen.get(n) ?? new Set()).add(field));
              else if (foreign.length < 10) foreign.push(`${n}: ${JSON.stringify([metric, value])}`);
            });
          }
          const whole = [...seen].filter(([, fields]) => fields.size === 4);
          return { numbers: new Set(whole.map(([n]) => n)), foreign };
        }),
    }),
    [Symbol.asyncDispose]: () => server.stop(),
  };
}
