import { isDeepStrictEqual } from 'node:util';
import { count, ratio } from './harness/format.js';
import { compared, type Measured, turnOf } from './harness/interleave.js';
import { progress } from './harness/progress.js';
import type { Suite, Table } from './harness/suite.js';
import { type Caller, callers } from './request-contenders.js';
import { requestServer } from './request-server.js';

type Call = 'list' | 'create';

/** Requests a second, with so many under way at a time. */
async function turn(call: () => Promise<unknown>, atOnce: number, milliseconds: number): Promise<number> {
  let done = 0;
  const start = performance.now();
  const worker = async (): Promise<void> => {
    while (performance.now() - start < milliseconds) {
      await call();
      done++;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return (done / (performance.now() - start)) * 1000;
}

interface Timing {
  readonly rounds: number;
  readonly milliseconds: number;
}

/** As the harness compares contenders, for many calls at once. */
async function compare(
  all: readonly Caller[],
  call: Call,
  atOnce: number,
  { rounds, milliseconds }: Timing,
): Promise<(Measured & { readonly besideBare?: Measured })[]> {
  const speeds = all.map((): number[] => []);
  for (const caller of all) await turn(() => caller[call](), atOnce, 2 * milliseconds);
  for (let round = 0; round < rounds; round++)
    for (let place = 0; place < all.length; place++) {
      const index = turnOf(round, place, all.length);
      const caller = all[index];
      if (caller) speeds[index]?.push(await turn(() => caller[call](), atOnce, milliseconds));
    }
  const names = all.map(({ name }) => name);
  return compared(names, speeds).map((measured, index) => {
    const bare = names.indexOf(all[index]?.runsOn ?? '');
    if (bare === -1) return measured;
    const [, besideBare] = compared(['', ''], [speeds[bare] ?? [], speeds[index] ?? []]);
    return besideBare ? { ...measured, besideBare } : measured;
  });
}

/** Who is fast because it does something else is not to be compared. */
async function checkResponses(all: readonly Caller[], call: Call): Promise<void> {
  const [first] = all;
  const want = await first?.[call]();
  for (const caller of all) {
    const got = await caller[call]();
    if (!isDeepStrictEqual(JSON.parse(JSON.stringify(got ?? null)), want))
      throw new Error(`${caller.name}, ${call}: gives ${JSON.stringify(got)}, not ${JSON.stringify(want)}`);
  }
}

const TITLES: Readonly<Record<Call, string>> = { list: 'List buckets', create: 'Create a bucket' };

/** What a request costs, beside other HTTP clients. */
export const request: Suite = {
  name: 'request',
  async run({ quick }) {
    const server = await requestServer();
    const { callers: all, close } = callers(server.url);
    const timing = quick ? { rounds: 3, milliseconds: 60 } : { rounds: 7, milliseconds: 100 };
    try {
      const tables: Table[] = [];
      const data: { call: Call; atOnce: number; measured: Awaited<ReturnType<typeof compare>> }[] = [];
      for (const call of ['list', 'create'] as const) {
        await checkResponses(all, call);
        for (const atOnce of [1, 10]) {
          const title = `${TITLES[call]}, ${atOnce === 1 ? 'one at a time' : `${atOnce} at once`}`;
          progress(title);
          const measured = await compare(all, call, atOnce, timing);
          data.push({ call, atOnce, measured });
          tables.push({
            title,
            columns: ['client', 'requests/s', '±', 'ratio (quartiles)', 'ratio to what it runs on'],
            rows: measured.map((each) => [
              each.name,
              count(each.unitsPerSecond),
              `${(each.spread * 100).toFixed(0)}%`,
              ratio(each),
              each.besideBare ? ratio(each.besideBare) : '',
            ]),
          });
        }
      }
      return {
        title: 'Requests',
        about:
          'Calls to a keep-alive server on loopback, in a process of its own, by turns: GET of a small JSON list, and ' +
          'POST of a small JSON object. Each call makes the address and the headers, and gives the decoded response; ' +
          'all were seen to give the same one. influxkit and ky bring a timeout and retries, axios and the official ' +
          'client a timeout; fetch and openapi-fetch have none. influxkit on its default transport, openapi-fetch and ky run ' +
          "on Node's fetch. ky is at its last version that runs on Node 20. The last column compares with the bare call " +
          'beneath: fetch with `AbortSignal.timeout`, or `undici.request`.',
        tables,
        packages: ['openapi-fetch', 'ky', 'axios', '@influxdata/influxdb-client', 'undici'],
        data,
      };
    } finally {
      server.stop();
      await close();
    }
  },
};
