import createClient from 'openapi-fetch';
import type { components, paths, webhooks } from './generated/schema.js';

const api = createClient<paths>({ baseUrl: 'https://api.test' });
const to = { line1: 'Quay 1', city: 'Oslo', country: 'NO' };

export const cases = {
  arrays: () => api.GET('/shipments', { params: { query: { status: ['draft', 'booked'] } } }),
  objects: () => api.GET('/shipments', { params: { query: { filter: { country: 'NO' } } } }),
  headers: () => api.POST('/shipments', { params: { header: { 'Idempotency-Key': 'k1' } }, body: { to, parcels: [] } }),
  paths: () => api.GET('/shipments/{shipment_id}', { params: { path: { shipment_id: 'a b?c' } } }),
  mergePatch: () =>
    api.PATCH('/shipments/{shipment_id}', { params: { path: { shipment_id: 's1' } }, body: { note: null } }),
  forms: () => api.POST('/auth/token', { body: { grant_type: 'client_credentials', scope: 'read' } }),
  multipart: () =>
    api.POST('/shipments/{shipment_id}/documents', {
      params: { path: { shipment_id: 's1' } },
      body: { file: new Blob(['%PDF']), kind: 'invoice', meta: { pages: 2 } },
    }),
  bytes: async () =>
    (await api.GET('/shipments/{shipment_id}/label', { params: { path: { shipment_id: 's1' } } })).data,
  text: async () => (await api.GET('/health')).data,
  empty: async () => (await api.DELETE('/shipments/{shipment_id}', { params: { path: { shipment_id: 's1' } } })).data,
  problems: async () =>
    (await api.GET('/shipments/{shipment_id}', { params: { path: { shipment_id: 'gone' } } })).error?.title,
  retries: () => api.GET('/customers'),
  webhooks: (
    payload: NonNullable<webhooks['shipmentDelivered']['post']['requestBody']>['content']['application/json'],
  ) => payload.id,
};

/** What says again, in the call, what the contract says. */
export const byHand = {
  mergePatch: () =>
    api.PATCH('/shipments/{shipment_id}', {
      params: { path: { shipment_id: 's1' } },
      body: { note: null },
      headers: { 'content-type': 'application/merge-patch+json' },
    }),
  forms: () =>
    api.POST('/auth/token', {
      body: { grant_type: 'client_credentials', scope: 'read' },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    }),
  bytes: async () => {
    const params = { path: { shipment_id: 's1' } };
    const { data } = await api.GET('/shipments/{shipment_id}/label', { params, parseAs: 'arrayBuffer' });
    return data;
  },
  text: async () => (await api.GET('/health', { parseAs: 'text' })).data,
};

export const mistakes = {
  missingHeader: () => api.POST('/shipments', { body: { to, parcels: [] } }),
  readOnly: () => api.POST('/customers', { body: { name: 'Ada', id: 1, plan: 'free' } }),
  writeOnly: (customer: components['schemas']['Customer']) => customer.password,
  unions: () => api.POST('/payments', { body: { type: 'card', iban: 'NO93' } }),
  enums: () => api.GET('/shipments', { params: { query: { status: ['sent'] } } }),
};
