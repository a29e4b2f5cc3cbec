import { InfluxDB, sql } from '@influxkit/influxdb/core';

// The service passes queries on to InfluxDB 3, and has the token.
const influx = new InfluxDB({ url: `${location.origin}/influx`, database: 'service' });

const byId = (id: string): Element => {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no #${id}`);
  return element;
};

/** Asks for the last minute, as one array a column, and draws it. */
async function draw(): Promise<void> {
  const since = new Date(Date.now() - 60_000);
  const columns = await influx.sql.columns(
    sql`SELECT time, heap FROM process WHERE time > ${since} ORDER BY time`,
    // Numbers are what a chart draws: milliseconds and bytes, which a number holds exactly.
    { times: 'date', integers: 'number' },
  );
  const times = (columns.get('time')?.values ?? []) as ArrayLike<number>;
  const megabytes = Array.from((columns.get('heap')?.values ?? []) as ArrayLike<number>, (bytes) => bytes / 1e6);
  const most = Math.max(1, ...megabytes);
  const points = megabytes.map((value, index) => {
    const x = ((times[index] ?? 0) - since.getTime()) / 1000;
    return `${x.toFixed(2)},${(20 - (value / most) * 19).toFixed(2)}`;
  });
  byId('curve').setAttribute('points', points.join(' '));
  byId('heap').textContent = megabytes.at(-1)?.toFixed(1) ?? '–';
  byId('status').textContent = `${columns.length} points of the last minute.`;
}

for (;;) {
  await draw().catch((error: unknown) => {
    byId('status').textContent = error instanceof Error ? error.message : String(error);
  });
  await new Promise((resolve) => setTimeout(resolve, 500));
}
