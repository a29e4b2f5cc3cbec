import * as runtime from '@influxkit/runtime';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { descriptorOf, featuresOf } from '../../src/generate/emit/operations-module.js';
import { jsonResponses, modelOf, operationOf } from '../model/contract.js';
import { largeDocument } from '../model/large-document.js';
import { fixture, generate } from './generate.js';

/** What a generated module of data exports; it imports nothing at run time but the runtime. */
function valuesOf(code: string): Record<string, unknown> {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const exports: Record<string, unknown> = {};
  new Function('exports', 'require', outputText)(exports, () => runtime);
  return exports;
}

describe('the packed registry and the constants are the same descriptors', () => {
  it.each([
    ['library', fixture('library.json')],
    ['large', largeDocument(300)],
    ['galaxy', fixture('public/scalar-galaxy.json')],
  ])('%s', async (_, document) => {
    const files = await generate(document);
    const { registry } = valuesOf(files.get('registry.ts') ?? '');
    const unpacked = runtime.unpackRegistry(registry as never);
    const constants = Object.values(valuesOf(files.get('operations.ts') ?? '')) as runtime.OperationDescriptor[];
    expect(unpacked).toEqual(constants.map(({ features, ...others }) => others));
    for (const { features, ...descriptor } of constants)
      expect(features ?? {}).toEqual(
        Object.fromEntries(
          featuresOf(descriptor).map((name) => [name, (runtime as unknown as Record<string, unknown>)[name]]),
        ),
      );
    expect(unpacked).toEqual(modelOf(document).model.operations.map((operation) => descriptorOf(operation)));
  });
});

describe('a descriptor says what is not understood by itself', () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['nothing at all', {}, {}],
    ['a response of JSON with 200', { responses: jsonResponses({}) }, { response: { 'application/json': 'json' } }],
    ['another success', { responses: { 204: { description: '' } } }, { success: [204] }],
    [
      'several successes',
      { responses: { 200: { description: '' }, 204: { description: '' } } },
      { success: [200, 204] },
    ],
    ['a body', { requestBody: { required: true, content: { 'text/plain': {} } } }, { body: { 'text/plain': 'text' } }],
    [
      'a body that may be left out',
      { requestBody: { content: { 'text/plain': {} } } },
      { body: { 'text/plain': 'text' }, bodyOptional: true },
    ],
    [
      'parameters',
      {
        parameters: [
          { name: 'a', in: 'query' },
          { name: 'X-B', in: 'header' },
        ],
      },
      { query: ['a'], header: ['X-B'] },
    ],
    ['no security', { security: [] }, { security: [] }],
    ['deprecation', { deprecated: true }, { deprecated: true }],
    ['a server', { servers: [{ url: '/private' }] }, { server: '/private' }],
  ])('%s', (_, operation, want) => {
    expect(descriptorOf(operationOf(operation).operation)).toEqual({
      name: 'things.get',
      method: 'GET',
      path: '/things',
      ...want,
    });
  });

  it('no security, where the contract has some', () => {
    const document = {
      openapi: '3.1.0',
      info: { title: '', version: '' },
      security: [{ token: [] }],
      paths: { '/a': { get: { operationId: 'a', security: [] } } },
    };
    expect(modelOf(document).model.operations.map((operation) => descriptorOf(operation))).toEqual([
      { name: 'a.get', method: 'GET', path: '/a', security: [] },
    ]);
  });
});
