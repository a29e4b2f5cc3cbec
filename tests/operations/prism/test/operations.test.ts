import { type ContractOperation, contractSchemas, loadContract, products } from '@influxkit/test-tools';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { argumentsFor, valuesFor } from '../../src/arguments.js';
import { createMethods } from '../../src/clients.js';
import { codecsOf, taken } from '../../src/decoded.js';
import { key, type Method } from '../../src/methods.js';
import { notByPrism } from '../src/not-by-prism.js';
import { type Prism, startPrism } from '../src/prism.js';
import { concreteMediaType } from '../src/prism-document.js';

const title = ({ method, server, path }: ContractOperation): string => key(method, server, path);

describe.each(products)('%s against Prism: not refused, and the response decodes to its type', (product) => {
  const contract = loadContract(product);
  const schemas = contractSchemas(contract);
  let prism: Prism;
  let methodOf: (operation: ContractOperation) => Method;
  beforeAll(async () => {
    prism = await startPrism(contract);
    // Prism closes a connection that was idle for 5 s, which may be while the next request is on its way.
    methodOf = createMethods(product, prism.url, { connection: 'close' });
  });
  afterAll(() => prism.stop());

  const supported = contract.operations.filter(({ id }) => !(id in notByPrism));
  const everything = { title: 'with everything', optional: true };
  test.each(supported.map((operation) => [title(operation), operation] as const))('%s', async (_, operation) => {
    const method = methodOf(operation);
    const values = valuesFor(contract, operation, method.operation, everything, 'plain');
    const { data, status, headers } = await method(
      ...argumentsFor(operation, method.operation, values, everything),
    ).withResponse();
    // Where Prism lets a request pass, it still says here what it found wrong.
    expect(headers.get('sl-violations')).toBeNull();

    const response = operation.success.find((success) => success.status === status);
    expect(response, `status ${status}`).toBeDefined();
    const mediaType = response?.content.size ? Object.keys(method.operation.response ?? {})[0] : undefined;
    if (mediaType === undefined) return expect(data).toBeUndefined();
    const sent = concreteMediaType(mediaType);
    expect(headers.get('content-type')).toBe(sent);
    const { codec } = await taken(data);
    const schema = response?.content.get(mediaType);
    if (!codecsOf(sent).includes('json')) return expect(codecsOf(sent)).toContain(codec);
    expect(schema && schemas.problems(schema, data, 'response')).toEqual([]);
  });
});
