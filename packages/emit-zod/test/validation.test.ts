import type { Middleware } from '@influxkit/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildModel, emitClient, loadContract } from '../../generator/src/index.js';
import { zod } from '../src/index.js';
import { run } from './emitted.js';

const input = new URL('../../generator/test/fixtures/emitters/shipping.yaml', import.meta.url).pathname;

// biome-ignore lint/suspicious/noExplicitAny: the client of a contract that is generated in this test
type Loose = any;

interface Place {
  readonly path: string;
  readonly message: string;
}

let load: (name: string) => Loose;

beforeAll(async () => {
  const config = { name: 'shipping', input, output: 'x', emitters: [zod] };
  const model = buildModel(await loadContract(input), config, () => {});
  load = run(await emitClient(model, config));
});

const SHIPMENT = {
  to: { line1: 'Quay 1', city: 'Ghent', country: 'BE' },
  parcels: [{ weight: 2 }],
  id: '0b1f7a6e-3c55-4f0e-9d54-1f3a6f2b8c11',
  status: 'draft',
  created_at: '2026-01-01T00:00:00Z',
};

/** A client whose server always responds with this, and what it was sent. */
function clientOf(body: unknown, ...middleware: Middleware[]): { api: Loose; sent: string[] } {
  const sent: string[] = [];
  const fetch = async (_: unknown, init: RequestInit): Promise<Response> => {
    sent.push(String(init.body));
    return Response.json(body, { status: 200 });
  };
  const api = load('./client.js').createShipping({ baseUrl: 'http://localhost', fetch, middleware, retry: false });
  return { api, sent };
}

const validate = (...args: unknown[]): Middleware => load('./validation.js').validate(...args);

async function failure(call: Promise<unknown>): Promise<Error & { places: readonly Place[] | undefined }> {
  const error = await call.then(
    () => new Error('nothing was refused'),
    (reason: unknown) => reason as Error,
  );
  return Object.assign(error, { places: load('./validation.js').invalidPlaces(error) });
}

describe('validate', () => {
  const bad = { to: { line1: 'hunter2', city: 7, country: 'hunter2' }, parcels: [{ weight: 'hunter2' }] };
  const key = { headers: { 'Idempotency-Key': '1' } };

  it('refuses a request before it is sent, and names places and no value', async () => {
    const { api, sent } = clientOf(SHIPMENT, validate('request'));
    const error = await failure(api.shipments.create(bad, key));
    expect(error.name).toBe('RequestError');
    expect(sent).toEqual([]);
    expect(error.places?.map(({ path }) => path)).toEqual(['to.city', 'to.country', 'parcels[0].weight']);
    expect(error.message).toContain(
      'shipments.create: the body is not valid: to.city: Invalid input: expected string, received number',
    );
    expect(JSON.stringify([error.message, error.places])).not.toContain('hunter2');
  });

  it('refuses a response of success', async () => {
    const { api } = clientOf({ ...SHIPMENT, status: 'hunter2', parcels: [] }, validate('response'));
    const error = await failure(api.shipments.get('0b1f7a6e-3c55-4f0e-9d54-1f3a6f2b8c11'));
    expect(error.name).toBe('DecodeError');
    expect(error.places?.map(({ path }) => path)).toEqual(['parcels', 'status']);
    expect(error.message).not.toContain('hunter2');
  });

  it.each<[string, boolean, boolean]>([
    ['request', true, false],
    ['response', false, true],
    ['both', true, true],
  ])('of `%s` looks at nothing else', async (what, checksRequest, checksResponse) => {
    const { api } = clientOf({}, validate(what));
    expect((await failure(api.shipments.create(bad, key))).name === 'RequestError').toBe(checksRequest);
    expect((await failure(api.shipments.get('1'))).name === 'DecodeError').toBe(checksResponse);
  });

  it('lets through what is valid, properties that the contract does not name among them, and the response whole', async () => {
    const { api, sent } = clientOf({ ...SHIPMENT, extra: 1 }, validate());
    const { to, parcels } = SHIPMENT;
    expect(await api.shipments.create({ to, parcels, mine: true }, key)).toEqual({ ...SHIPMENT, extra: 1 });
    expect(JSON.parse(sent[0] ?? '')).toEqual({ to, parcels, mine: true });
  });

  it('asks of a request what clients send, and of a response what servers do', async () => {
    const { api } = clientOf({ name: 'Ada' }, validate());
    // `id` is readOnly and `password` writeOnly; neither is required of the other side.
    expect(await api.customers.create({ name: 'Ada', password: 'x' })).toEqual({ name: 'Ada' });
    const error = await failure(api.customers.create({ name: 'Ada', plan: 'gold' }));
    expect(error.places).toEqual([{ path: 'plan', message: 'Invalid option: expected one of "free"|"pro"' }]);
  });

  it('says what is wrong with the member of a union that the discriminator names', async () => {
    const { api } = clientOf({ id: '1', status: 'done' }, validate());
    const error = await failure(api.payments.create({ type: 'iban', number: '1' }));
    expect(error.places).toEqual([{ path: 'iban', message: 'Invalid input: expected string, received undefined' }]);
  });

  it('takes schemas of any library that follows Standard Schema, and quotes no message of theirs', async () => {
    const named = {
      '~standard': {
        version: 1,
        vendor: 'by-hand',
        validate: async (value: { name?: unknown }) =>
          typeof value.name === 'string'
            ? { value }
            : { issues: [{ message: `not a name: ${JSON.stringify(value.name)}`, path: [{ key: 'name' }] }] },
      },
    };
    const { api } = clientOf(
      { name: ['hunter2'] },
      validate('both', { 'customers.get': { response: { '200': { 'application/json': named } } } }),
    );
    const error = await failure(api.customers.get(1));
    expect(error.message).toContain('customers.get: the response is not valid: name: not valid, received array');
    expect(error.message).not.toContain('hunter2');
  });

  it('leaves failures and what is not JSON to the decoder', async () => {
    const middleware: Middleware[] = [validate()];
    const fetch = async (): Promise<Response> => new Response('{', { headers: { 'content-type': 'application/json' } });
    const api = load('./client.js').createShipping({ baseUrl: 'http://localhost', fetch, middleware, retry: false });
    expect((await failure(api.shipments.get('1'))).places).toBeUndefined();
    const failing = load('./client.js').createShipping({
      baseUrl: 'http://localhost',
      fetch: async () => Response.json({ title: 1 }, { status: 404 }),
      middleware,
      retry: false,
    });
    expect((await failure(failing.shipments.get('1'))).name).toBe('ApiError');
  });

  it('names ten places and counts the others', async () => {
    const { api } = clientOf(
      Array.from({ length: 14 }, () => ({})),
      validate(),
    );
    const error = await failure(api.customers.list());
    expect(error.message).toMatch(/\[9\]\.name: [^;]*; and 4 more$/);
    expect(error.places).toHaveLength(14);
  });
});
