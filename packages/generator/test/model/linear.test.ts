import { describe, expect, it } from 'vitest';
import { isWhole } from '../../../../tests/tools/src/scope.js';
import { emitClient } from '../../src/generate/emit/emit-client.js';
import { buildModel } from '../../src/generate/model/build-model.js';
import { configOf, contractOf } from './contract.js';
import { largeDocument } from './large-document.js';

/** A document that counts how often anything in it is looked at. */
function counted<T extends object>(root: T): { document: T; reads: () => number } {
  let reads = 0;
  const proxies = new WeakMap<object, object>();
  const wrap = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const known = proxies.get(value);
    if (known) return known;
    const proxy = new Proxy(value, {
      get(target, key, receiver) {
        reads += 1;
        return wrap(Reflect.get(target, key, receiver));
      },
      getOwnPropertyDescriptor(target, key) {
        reads += 1;
        return Reflect.getOwnPropertyDescriptor(target, key);
      },
    });
    proxies.set(value, proxy);
    return proxy;
  };
  return { document: wrap(root) as T, reads: () => reads };
}

const most = isWhole ? 5000 : 1000;
describe(`the work grows with the contract and no faster, up to ${most} operations`, () => {
  it('of reading the document, for the model and for the modules', async () => {
    const readsFor = async (operations: number): Promise<number> => {
      const { document, reads } = counted(largeDocument(operations));
      const contract = contractOf(document);
      await emitClient(
        buildModel(contract, configOf(), () => {}),
        configOf(),
      );
      return reads() / operations;
    };
    const small = await readsFor(most / 10);
    const large = await readsFor(most);
    expect(large / small).toBeLessThan(1.05);
  });
});

/** Schemas of which each is a union of the next, twice, down to an array of strings, or back to the first. */
const layers = (count: number, last: object = { type: 'array', items: { type: 'string' } }) => {
  const ref = (index: number) => ({ $ref: `#/components/schemas/S${index}` });
  const schemas = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `S${index}`,
      { anyOf: index < count - 1 ? [ref(index + 1), ref(index + 1), { type: 'string' }] : [last, { type: 'string' }] },
    ]),
  );
  return {
    openapi: '3.1.0',
    info: { title: 'Layers', version: '1' },
    paths: {
      '/a': {
        get: {
          operationId: 'getA',
          parameters: [{ name: 'q', in: 'query', schema: ref(0) }],
          responses: { '204': { description: 'Nothing.' } },
        },
        post: {
          operationId: 'postA',
          requestBody: { content: { 'application/x-www-form-urlencoded': { schema: ref(0) } } },
          responses: { '200': { description: 'Lines.', content: { 'text/event-stream': { schema: ref(0) } } } },
        },
      },
    },
    components: { schemas },
  };
};

describe('unions of unions are looked into once, however many ways lead to one', () => {
  const readsPerSchema = async (count: number, last?: object): Promise<number> => {
    const { document, reads } = counted(layers(count, last));
    await emitClient(
      buildModel(contractOf(document), configOf(), () => {}),
      configOf(),
    );
    return reads() / count;
  };

  it.each([
    ['that end', undefined],
    ['that lead back to the first', { $ref: '#/components/schemas/S0' }],
  ])('%s', async (_, last) => {
    // Looked into along each way, each layer more would double the reads.
    expect((await readsPerSchema(12, last)) / (await readsPerSchema(6))).toBeLessThan(1.5);
  });
});
