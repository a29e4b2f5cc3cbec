import { InfluxDB, sql } from '@influxkit/influxdb/core';

interface Env {
  readonly INFLUX_URL: string;
  readonly INFLUX_TOKEN: string;
}

interface Context {
  waitUntil(promise: Promise<unknown>): void;
}

export default {
  async fetch(request: Request, env: Env, context: Context): Promise<Response> {
    const influx = new InfluxDB({ url: env.INFLUX_URL, token: env.INFLUX_TOKEN, database: 'edge' });
    const { pathname } = new URL(request.url);

    if (pathname === '/busiest') {
      const busiest = sql`SELECT path, count(*) AS requests FROM request
        WHERE time > now() - INTERVAL '1 hour' GROUP BY path ORDER BY requests DESC LIMIT 5`;
      return Response.json(await influx.sql.toArray(busiest, { preset: 'json' }));
    }

    const writer = influx.writer();
    const country = request.headers.get('cf-ipcountry') ?? 'none';
    writer.write({ measurement: 'request', tags: { path: pathname, country }, fields: { method: request.method } });
    // The response does not wait for the database, and the worker lives until the promise is settled.
    context.waitUntil(
      writer.closeSettled({ timeout: 20_000 }).then(({ errors }) => {
        for (const error of errors) console.error(error.message);
      }),
    );
    return new Response('hello\n');
  },
};
