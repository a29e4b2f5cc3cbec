import { int, type PointData } from '../../src/index.js';
import type { Digits, Influxd } from './influxd.js';

interface Series {
  name: string;
  tags?: { [key: string]: string };
  columns: string[];
  values: unknown[][];
}
interface QueryResponse {
  results: { series?: Series[]; error?: string }[];
  error?: string;
}

async function ask(server: Influxd, db: string, query: string): Promise<Series[]> {
  const response = (await server.run(query, db)) as QueryResponse;
  const problem = response.error ?? response.results.find(({ error }) => error !== undefined)?.error;
  if (problem !== undefined) throw new Error(`${problem} in ${JSON.stringify(query)}`);
  return response.results.flatMap(({ series }) => series ?? []);
}

/**
 * Everything that a database holds, as points, in no order. A key must mean the same in all measurements: `*` leaves
 * out fields that have another type elsewhere.
 */
export async function storedPoints(server: Influxd, db: string): Promise<PointData[]> {
  const types = new Map<string, string>();
  for (const { name, values } of await ask(server, db, 'SHOW FIELD KEYS')) {
    for (const [key, type] of values) types.set(JSON.stringify([name, key]), String(type));
  }
  const points: PointData[] = [];
  // by pattern: not every name can be written in InfluxQL
  for (const { name, tags, columns, values } of await ask(server, db, 'SELECT * FROM /.*/ GROUP BY *')) {
    for (const row of values) {
      const fields: [string, PointData['fields'][string]][] = [];
      row.forEach((value, index) => {
        const column = columns[index] ?? '';
        if (index === 0 || value === null) return;
        fields.push([column, typed(value, types.get(JSON.stringify([name, column])))]);
      });
      // GROUP BY * names every tag of the measurement; a point without one has it empty
      const own = Object.entries(tags ?? {}).filter(([, value]) => value !== '');
      points.push({
        measurement: name,
        tags: Object.fromEntries(own),
        fields: Object.fromEntries(fields),
        timestamp: BigInt((row[0] as Digits).text),
      });
    }
  }
  return points;
}

function typed(value: unknown, type: string | undefined): PointData['fields'][string] {
  if (type === 'integer') return int(BigInt((value as Digits).text));
  if (type === 'float') return Number((value as Digits).text);
  return value as string | boolean;
}
