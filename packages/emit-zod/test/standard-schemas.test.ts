import { type } from 'arktype';
import * as v from 'valibot';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { buildModel, emitClient, loadContract } from '../../generator/src/index.js';
import { zod } from '../src/index.js';
import { run } from './emitted.js';

const input = new URL('../../generator/test/fixtures/emitters/shipping.yaml', import.meta.url).pathname;

/** The same customer in three libraries, as their users write it. */
const CUSTOMERS: Readonly<Record<string, object>> = {
  zod: z.looseObject({
    name: z.string().min(2),
    tags: z.array(z.looseObject({ label: z.string() })).optional(),
    plan: z.enum(['free', 'pro']).optional(),
  }),
  valibot: v.looseObject({
    name: v.pipe(v.string(), v.minLength(2)),
    tags: v.optional(v.array(v.looseObject({ label: v.string() }))),
    plan: v.optional(v.picklist(['free', 'pro'])),
  }),
  // A schema of ArkType is a function.
  arktype: type({ name: 'string >= 2', 'tags?': type({ label: 'string' }).array(), 'plan?': "'free' | 'pro'" }),
  'valibot, asynchronous': v.looseObjectAsync({
    name: v.pipeAsync(
      v.string(),
      v.checkAsync(async (name) => name.length >= 2),
    ),
    tags: v.optional(v.array(v.looseObject({ label: v.string() }))),
    plan: v.optional(v.picklist(['free', 'pro'])),
  }),
};

// biome-ignore lint/suspicious/noExplicitAny: the client of a contract that is generated in this test
type Loose = any;

let load: (name: string) => Loose;

beforeAll(async () => {
  const config = { name: 'shipping', input, output: 'x', emitters: [zod] };
  const model = buildModel(await loadContract(input), config, () => {});
  load = run(await emitClient(model, config));
});

describe.each(Object.entries(CUSTOMERS))('schemas of %s in place of those that are emitted', (_, customer) => {
  const clientOf = (body: unknown): { api: Loose; sent: unknown[] } => {
    const sent: unknown[] = [];
    const fetch = async (_: unknown, init: RequestInit): Promise<Response> => {
      sent.push(init.body);
      return Response.json(body);
    };
    const json = { 'application/json': customer };
    const middleware = [
      load('./validation.js').validate('both', {
        'customers.create': { request: json, response: { '2XX': json } },
        'customers.get': { response: { '200': json } },
      }),
    ];
    return { api: load('./client.js').createShipping({ baseUrl: 'http://localhost', fetch, middleware }), sent };
  };
  const failureOf = async (call: Promise<unknown>): Promise<[name: string, message: string, places: string[]]> => {
    const error: Loose = await call.then(
      () => new Error('nothing was refused'),
      (reason: unknown) => reason,
    );
    const places: { path: string }[] = load('./validation.js').invalidPlaces(error) ?? [];
    return [error.name, error.message, places.map(({ path }) => path)];
  };

  it('take what is valid as it is, with what they do not name', async () => {
    const ada = { name: 'Ada', tags: [{ label: 'x' }], plan: 'pro', more: 1 };
    const { api, sent } = clientOf(ada);
    expect(await api.customers.create(ada)).toEqual(ada);
    expect(sent).toEqual([JSON.stringify(ada)]);
    expect(await api.customers.get(1)).toEqual(ada);
  });

  it('refuse a request before it is sent, with the places and no value', async () => {
    const { api, sent } = clientOf({});
    const bad = { name: 'A', tags: [{ label: 'a' }, { label: 42_424_242 }], plan: 'hunter2' };
    const [name, message, places] = await failureOf(api.customers.create(bad));
    expect(name).toBe('RequestError');
    expect(sent).toEqual([]);
    expect(places.toSorted()).toEqual(['name', 'plan', 'tags[1].label']);
    expect(message).toContain('customers.create: the body is not valid: ');
    expect(message).not.toMatch(/hunter2|42.?424/);
  });

  it('refuse a response, and the whole of it where it is nothing of the kind', async () => {
    const [name, message, places] = await failureOf(clientOf({ name: ['hunter2'] }).api.customers.get(1));
    expect([name, new Set(places)]).toEqual(['DecodeError', new Set(['name'])]);
    expect(message).toContain('customers.get: the response is not valid: name: ');
    expect(message).not.toContain('hunter2');
    expect(await failureOf(clientOf('hunter2').api.customers.get(1))).toEqual([
      'DecodeError',
      expect.stringMatching(/^(?!.*hunter2).*the response is not valid: the whole of it: .*received string/),
      [''],
    ]);
  });
});
