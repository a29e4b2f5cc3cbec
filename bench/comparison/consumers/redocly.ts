import * as sdk from './generated/client.js';

sdk.configure({
  serverUrl: 'https://api.test',
  auth: { bearer: 'a-token', apiKey: { apiKey: 'a-key' }, basic: { username: 'ada', password: 'secret' } },
  retry: { retries: 3, retryDelay: 1 },
});
const to = { line1: 'Quay 1', city: 'Oslo', country: 'NO' };

export const cases = {
  arrays: () => sdk.listShipments({ query: { status: ['draft', 'booked'] } }),
  objects: () => sdk.listShipments({ query: { filter: { country: 'NO' } } }),
  headers: () => sdk.createShipment({ body: { to, parcels: [] }, headers: { 'Idempotency-Key': 'k1' } }),
  paths: () => sdk.getShipment({ path: { shipment_id: 'a b?c' } }),
  mergePatch: () => sdk.updateShipment({ path: { shipment_id: 's1' }, body: { note: null } }),
  multipart: () =>
    sdk.uploadDocument({
      path: { shipment_id: 's1' },
      body: { file: new Blob(['%PDF']), kind: 'invoice', meta: { pages: 2 } },
    }),
  bytes: () => sdk.downloadLabel({ path: { shipment_id: 's1' } }),
  text: () => sdk.health(),
  empty: () => sdk.cancelShipment({ path: { shipment_id: 's1' } }),
  events: async () => {
    const ids: string[] = [];
    for await (const { data } of sdk.streamEvents()) ids.push(data.id);
    return ids;
  },
  security: async () => {
    await sdk.createPayment({ body: { type: 'card', number: '4111' } });
    await sdk.health();
  },
  retries: () => sdk.listCustomers(),
};

/** What says again, in the call, what the contract says. */
export const byHand = {
  forms: () => sdk.createToken({ body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'read' }) }),
  problems: async () => {
    try {
      await sdk.getShipment({ path: { shipment_id: 'gone' } });
      return undefined;
    } catch (error) {
      return error instanceof sdk.ApiError ? (error.body as sdk.Problem).title : undefined;
    }
  },
};

export const mistakes = {
  missingHeader: () => sdk.createShipment({ body: { to, parcels: [] } }),
  readOnly: () => sdk.createCustomer({ body: { name: 'Ada', id: 1 } }),
  writeOnly: async () => (await sdk.getCustomer({ path: { customer_id: 1 } })).password,
  unions: () => sdk.createPayment({ body: { type: 'card', iban: 'NO93' } }),
  enums: () => sdk.listShipments({ query: { status: ['sent'] } }),
};
