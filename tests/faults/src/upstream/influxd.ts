import { startInfluxd } from '@influxkit/test-tools';
import { pointOf } from '../points.js';
import type { Upstream } from './upstream.js';

/** So many rows are read back at a time. */
const PAGE = 50_000;

/** An influxd 1.x; each run has a database of its own. */
export async function influxd(): Promise<Upstream> {
  const server = await startInfluxd();
  return {
    place: async (db) => {
      await server.query(`CREATE DATABASE "${db}"`);
      return {
        url: server.url,
        options: { db },
        start: 0,
        stored: async (count) => {
          const numbers = new Set<number>();
          const foreign: string[] = [];
          let rows = 0;
          for (const measurement of ['cpu load', 'disk']) {
            for (let from = 0; from < count; from += PAGE) {
              const { results } = await server.query(
                `SELECT host, n, note, region, up, usage FROM "${measurement}" WHERE time >= ${from} AND time < ${from + PAGE}`,
                { db, epoch: 'ns' },
              );
              for (const [time, ...values] of results[0]?.series?.[0]?.values ?? []) {
                rows++;
                const n = Number(time);
                const got = JSON.stringify([measurement, ...values]);
                if (got === expected(n)) numbers.add(n);
                else if (foreign.length < 10) foreign.push(`${n}: ${got}`);
              }
            }
          }
          // what lies outside of the times that were asked for, or in a measurement that nobody wrote
          const { results } = await server.query('SELECT COUNT(n) FROM /.*/', { db });
          const all = (results[0]?.series ?? []).reduce((sum, { values }) => sum + Number(values[0]?.[1]), 0);
          if (all !== rows) foreign.push(`${all} rows in all, ${rows} of them where they were written`);
          return { numbers, foreign };
        },
      };
    },
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

function expected(n: number): string {
  const { measurement, tags, fields } = pointOf(n);
  return JSON.stringify([
    measurement,
    tags?.['host'],
    n,
    fields['note'],
    tags?.['region'],
    fields['up'],
    fields['usage'],
  ]);
}
