import { setConfig } from '@kubb/plugin-client/clients/fetch';
import * as sdk from './generated/index.js';

setConfig({ baseURL: 'https://api.test' });
const to = { line1: 'Quay 1', city: 'Oslo', country: 'NO' };

export const cases = {
  arrays: () => sdk.listShipments({ status: ['draft', 'booked'] }),
  objects: () => sdk.listShipments({ filter: { country: 'NO' } }),
  headers: () => sdk.createShipment({ to, parcels: [] }, { 'Idempotency-Key': 'k1' }),
  paths: () => sdk.getShipment('a b?c'),
  mergePatch: () => sdk.updateShipment('s1', { note: null }),
  forms: () => sdk.createToken({ grant_type: 'client_credentials', scope: 'read' }),
  multipart: () => sdk.uploadDocument('s1', { file: new Blob(['%PDF']), kind: 'invoice', meta: { pages: 2 } }),
  bytes: () => sdk.downloadLabel('s1'),
  text: () => sdk.health(),
  empty: () => sdk.cancelShipment('s1'),
  retries: () => sdk.listCustomers(),
};

/** What says again, in the call, what the contract says. */
export const byHand = {
  paths: () => sdk.getShipment(encodeURIComponent('a b?c')),
};

export const mistakes = {
  // The argument is required, as an object without the header in it.
  missingHeader: () => sdk.createShipment({ to, parcels: [] }, {}),
  readOnly: () => sdk.createCustomer({ name: 'Ada', id: 1 }),
  writeOnly: async () => (await sdk.getCustomer(1)).password,
  unions: () => sdk.createPayment({ type: 'card', iban: 'NO93' }),
  enums: () => sdk.listShipments({ status: ['sent'] }),
};
