import { sql } from '@influxkit/influxdb/core';
import { connection } from 'next/server';
import { influx } from '../../influx.js';

export default async function Motors() {
  // Rendered for each request, not once when the application is built.
  await connection();
  const motors = await influx().sql.toArray<{ line: string; rpm: number; time: Date }>(
    sql`SELECT line, selector_last(rpm, time)['value'] AS rpm, max(time) AS time FROM motor GROUP BY line ORDER BY line`,
    { times: 'date' },
  );
  return (
    <ul>
      {motors.map(({ line, rpm, time }) => (
        <li key={line}>
          {line}: {rpm} rpm at {time.toISOString()}
        </li>
      ))}
    </ul>
  );
}
