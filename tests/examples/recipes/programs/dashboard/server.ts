import { fileURLToPath } from 'node:url';
import { InfluxDB, sql } from '@influxkit/influxdb/core';
import express, { type ErrorRequestHandler } from 'express';

const influx = InfluxDB.fromEnv({ times: 'date' });

export const app = express();
app.use(express.static(fileURLToPath(new URL('public', import.meta.url))));

// The page gets the rows of this query and no other: neither a token nor SQL is in the browser's hands.
app.get('/api/rpm', async (request, response) => {
  const after = new Date(Number(request.query.after));
  if (Number.isNaN(after.getTime())) {
    response.status(400).json({ message: 'after: must be milliseconds since 1970' });
    return;
  }
  const columns = await influx.sql.columns(
    sql`SELECT time, rpm FROM motor WHERE line = ${'A'} AND time > ${after} ORDER BY time LIMIT 10000`,
  );
  // Columns are what a chart takes: a list of times in milliseconds, and a list of values.
  response.json(['time', 'rpm'].map((label) => Array.from(columns.get(label)?.values ?? [])));
});

// Express takes the status of an error for its own: InfluxDB's 401 would tell the page that its user is not signed in.
const failed: ErrorRequestHandler = (error, _request, response, _next) => {
  console.error(error.message);
  response.status(502).json({ message: 'the database gave no points' });
};
app.use(failed);
