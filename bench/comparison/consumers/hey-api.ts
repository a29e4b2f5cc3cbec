import { createClient, createConfig } from './generated/client/index.js';
import type { OnShipmentDeliveredWebhookPayload } from './generated/index.js';
import * as sdk from './generated/index.js';

const client = createClient(
  createConfig({ baseUrl: 'https://api.test', auth: ({ type }) => (type === 'apiKey' ? 'a-key' : 'a-token') }),
);
const to = { line1: 'Quay 1', city: 'Oslo', country: 'NO' };

export const cases = {
  arrays: () => sdk.listShipments({ client, query: { status: ['draft', 'booked'] } }),
  objects: () => sdk.listShipments({ client, query: { filter: { country: 'NO' } } }),
  headers: () => sdk.createShipment({ client, headers: { 'Idempotency-Key': 'k1' }, body: { to, parcels: [] } }),
  paths: () => sdk.getShipment({ client, path: { shipment_id: 'a b?c' } }),
  mergePatch: () => sdk.updateShipment({ client, path: { shipment_id: 's1' }, body: { note: null } }),
  forms: () => sdk.createToken({ client, body: { grant_type: 'client_credentials', scope: 'read' } }),
  multipart: () =>
    sdk.uploadDocument({
      client,
      path: { shipment_id: 's1' },
      body: { file: new Blob(['%PDF']), kind: 'invoice', meta: { pages: 2 } },
    }),
  bytes: async () => (await sdk.downloadLabel({ client, path: { shipment_id: 's1' } })).data,
  text: async () => (await sdk.health({ client })).data,
  empty: () => sdk.cancelShipment({ client, path: { shipment_id: 's1' }, throwOnError: true }),
  problems: async () => (await sdk.getShipment({ client, path: { shipment_id: 'gone' } })).error?.title,
  events: async () => {
    const ids: string[] = [];
    const { stream } = await sdk.streamEvents({ client });
    for await (const event of stream) ids.push(event.id);
    return ids;
  },
  security: async () => {
    await sdk.createPayment({ client, body: { type: 'card', number: '4111' } });
    await sdk.health({ client });
  },
  retries: () => sdk.listCustomers({ client }),
  webhooks: (payload: OnShipmentDeliveredWebhookPayload) => payload.id,
};

export const mistakes = {
  missingHeader: () => sdk.createShipment({ client, body: { to, parcels: [] } }),
  readOnly: () => sdk.createCustomer({ client, body: { name: 'Ada', id: 1 } }),
  writeOnly: async () => (await sdk.getCustomer({ client, path: { customer_id: 1 } })).data?.password,
  unions: () => sdk.createPayment({ client, body: { type: 'card', iban: 'NO93' } }),
  enums: () => sdk.listShipments({ client, query: { status: ['sent'] } }),
};
