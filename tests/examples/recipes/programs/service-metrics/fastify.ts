import Fastify from 'fastify';
import { metrics } from './metrics.js';

export const app = Fastify();

app.addHook('onResponse', async (request, reply) => {
  metrics.write({
    measurement: 'http_request',
    tags: { method: request.method, route: request.routeOptions.url ?? 'none', status: String(reply.statusCode) },
    fields: { ms: reply.elapsedTime },
  });
});

app.get<{ Params: { id: string } }>('/orders/:id', async (request) => ({ id: request.params.id, state: 'paid' }));
