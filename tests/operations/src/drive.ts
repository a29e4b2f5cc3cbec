import {
  type ContractOperation,
  type ContractServer,
  loadContract,
  type Product,
  startContractServer,
} from '@influxkit/test-tools';
import { every } from '@influxkit/test-tools/scope';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { argumentsFor, valuesFor, variants } from './arguments.js';
import { createMethods, descriptorOf, operationsOf } from './clients.js';
import { codecsOf, taken } from './decoded.js';
import { key, type Method } from './methods.js';
import { type TypedCall, typeErrors } from './typed-calls.js';

const callsOf = (product: Product, operations: readonly ContractOperation[]): TypedCall[] =>
  operations.flatMap((operation) =>
    variants(operation).map((variant) => ({ operation, descriptor: descriptorOf(product, operation), variant })),
  );

/** Tests of one product: every operation of its contract, called by its name, against the compiler and the contract server. */
export function drive(product: Product): void {
  const contract = loadContract(product);
  const { operations } = contract;
  const driven = every(6, operations);
  const title = ({ method, server, path }: ContractOperation): string => key(method, server, path);

  test(`${product} has a method for each operation of its contract, and no other`, () => {
    expect(operationsOf(product).sort()).toEqual(operations.map(title).sort());
  });

  describe(`${product} by its types: takes what the contract allows, and gives the response that the contract describes`, () => {
    const calls: TypedCall[] = callsOf(product, driven);
    let errors: string[][] = [];
    beforeAll(() => {
      errors = typeErrors(product, contract, calls);
    }, 120_000);

    test.each(calls.map((call, index) => [`${title(call.operation)} ${call.variant.title}`, index] as const))(
      '%s',
      (_, index) => {
        if (errors[index]?.length !== 0) expect.fail(errors[index]?.join('\n') ?? 'It was not compiled.');
      },
    );
  });

  describe(`${product} against the contract server: what is sent arrives, and the response is decoded`, () => {
    let server: ContractServer;
    let methodOf: (operation: ContractOperation) => Method;
    beforeAll(async () => {
      server = await startContractServer(contract);
      methodOf = createMethods(product, server.url);
    });
    afterAll(() => server.stop());

    const calls = driven.flatMap((operation) =>
      variants(operation).map((variant) => [`${title(operation)} ${variant.title}`, operation, variant] as const),
    );
    test.each(calls)('%s', async (_, operation, variant) => {
      const method = methodOf(operation);
      const values = valuesFor(contract, operation, method.operation, variant, 'any');
      const { data, status } = await method(
        ...argumentsFor(operation, method.operation, values, variant),
      ).withResponse();
      // A stream is read to its end before the server is asked what it sent.
      const { codec, bytes } = await taken(data);

      const { last } = server;
      expect(last?.operation.id).toBe(operation.id);
      expect(last?.request.path).toEqual(values.path);
      expect(last?.request.query).toEqual(values.sent.query);
      expect(last?.request.body).toEqual(values.sent.body);
      expect(status).toBe(variant.status ?? operation.success[0]?.status);

      const mediaType = last?.response.mediaType;
      if (mediaType === undefined || operation.method === 'HEAD') return expect(data).toBeUndefined();
      if (variant.accept !== undefined) expect(mediaType).toBe(variant.accept);
      const response = operation.success.find((success) => success.status === status);
      const schema = response?.content.get(mediaType);
      if (codecsOf(mediaType).includes('json')) {
        expect(data).toEqual(JSON.parse(last?.response.bytes.toString() ?? ''));
        expect(schema && server.schemas.problems(schema, data, 'response')).toEqual([]);
      } else {
        expect(codecsOf(mediaType)).toContain(codec);
        expect(bytes).toEqual(last?.response.bytes);
      }
    });
  });
}
