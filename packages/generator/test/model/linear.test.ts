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
