import { apiKeyAuth, basicAuth, bearerAuth, combineAuth } from '@influxkit/auth';
import { NotFoundError } from '@influxkit/runtime';
import { createGrown, type ShipmentDeliveredWebhook } from './generated/index.js';

const auth = combineAuth(
  bearerAuth('a-token'),
  apiKeyAuth('a-key', { name: 'X-Api-Key' }),
  basicAuth({ username: 'ada', password: 'secret' }),
);
const api = createGrown({ baseUrl: 'https://api.test', auth });
const to = { line1: 'Quay 1', city: 'Oslo', country: 'NO' };

export const cases = {
  arrays: () => api.shipments.list({ status: ['draft', 'booked'] }),
  objects: () => api.shipments.list({ filter: { country: 'NO' } }),
  headers: () => api.shipments.create({ to, parcels: [] }, { headers: { 'Idempotency-Key': 'k1' } }),
  paths: () => api.shipments.get('a b?c'),
  mergePatch: () => api.shipments.update('s1', { note: null }),
  forms: () => api.auth.token.create({ grant_type: 'client_credentials', scope: 'read' }),
  multipart: () =>
    api.shipments.documents.create('s1', { file: new Blob(['%PDF']), kind: 'invoice', meta: { pages: 2 } }),
  bytes: () => api.shipments.label.get('s1'),
  text: () => api.health(),
  empty: () => api.shipments.delete('s1'),
  problems: async () => {
    const result = await api.shipments.get('gone').result();
    if (result.ok || result.status !== 404 || !(result.error instanceof NotFoundError)) return undefined;
    return result.error.body.title;
  },
  events: async () => {
    const ids: string[] = [];
    for await (const event of api.events.get()) ids.push(event.id);
    return ids;
  },
  lines: async () => {
    const ids: string[] = [];
    for await (const event of api.events.export({ from: '2026-01-01T00:00:00Z' })) ids.push(event.id);
    return ids;
  },
  security: async () => {
    await api.payments.create({ type: 'card', number: '4111' });
    await api.health();
  },
  retries: () => api.customers.list(),
  webhooks: (payload: ShipmentDeliveredWebhook) => payload.id,
};

export const mistakes = {
  missingHeader: () => api.shipments.create({ to, parcels: [] }),
  readOnly: () => api.customers.create({ name: 'Ada', id: 1 }),
  writeOnly: async () => (await api.customers.get(1)).password,
  unions: () => api.payments.create({ type: 'card', iban: 'NO93' }),
  enums: () => api.shipments.list({ status: ['sent'] }),
};
