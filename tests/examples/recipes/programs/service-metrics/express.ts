import express from 'express';
import { metrics } from './metrics.js';

export const app = express();

app.use((request, response, next) => {
  const start = performance.now();
  response.once('finish', () => {
    // The route as it is declared, `/orders/:id`: the address itself would make a series of each order.
    const route: string = request.route?.path ?? 'none';
    metrics.write({
      measurement: 'http_request',
      tags: { method: request.method, route, status: String(response.statusCode) },
      fields: { ms: performance.now() - start },
    });
  });
  next();
});

app.get('/orders/:id', (request, response) => {
  response.json({ id: request.params.id, state: 'paid' });
});
