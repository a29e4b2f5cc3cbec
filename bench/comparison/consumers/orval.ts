import * as sdk from './generated/api.js';

const to = { line1: 'Quay 1', city: 'Oslo', country: 'NO' };

export const cases = {
  arrays: () => sdk.listShipments({ status: ['draft', 'booked'] }),
  objects: () => sdk.listShipments({ filter: { country: 'NO' } }),
  paths: () => sdk.getShipment('a b?c'),
  mergePatch: () => sdk.updateShipment('s1', { note: null }),
  forms: () => sdk.createToken({ grant_type: 'client_credentials', scope: 'read' }),
  multipart: () => sdk.uploadDocument('s1', { file: new Blob(['%PDF']), kind: 'invoice', meta: { pages: 2 } }),
  bytes: async () => (await sdk.downloadLabel('s1')).data,
  text: async () => (await sdk.health()).data,
  empty: async () => (await sdk.cancelShipment('s1')).data,
  problems: async () => {
    const response = await sdk.getShipment('gone');
    return response.status === 404 ? response.data.title : undefined;
  },
  retries: () => sdk.listCustomers(),
};

/** What says again, in the call, what the contract says. */
export const byHand = {
  headers: () => sdk.createShipment({ to, parcels: [] }, { headers: { 'Idempotency-Key': 'k1' } }),
  paths: () => sdk.getShipment(encodeURIComponent('a b?c')),
};

export const mistakes = {
  missingHeader: () => sdk.createShipment({ to, parcels: [] }),
  readOnly: () => sdk.createCustomer({ name: 'Ada', id: 1 }),
  writeOnly: async () => (await sdk.getCustomer(1)).data.password,
  unions: () => sdk.createPayment({ type: 'card', iban: 'NO93' }),
  enums: () => sdk.listShipments({ status: ['sent'] }),
};
