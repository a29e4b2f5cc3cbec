import { describe, expect, it } from 'vitest';
import { typeText } from '../../src/generate/model/type-text.js';
import { operationOf } from './contract.js';

const post = { method: 'post' };

function bodyOf(requestBody: unknown, components: unknown = {}) {
  return operationOf({ requestBody }, {}, { ...post, components }).operation.body;
}

describe('request bodies', () => {
  it.each([
    ['application/json', { type: 'string' }, 'string'],
    ['text/plain', { type: 'string', format: 'byte' }, 'TextBody'],
    ['application/octet-stream', { type: 'string' }, 'BinaryBody'],
    ['application/x-www-form-urlencoded', { type: 'object' }, 'ThingsForm | FormBody'],
    ['multipart/form-data', { type: 'object' }, 'ThingsMultipart | MultipartBody'],
    ['application/json', { $ref: '#/components/schemas/Thing' }, 'Thing'],
    ['application/json', { type: 'object' }, "operations['op']['requestBody']['content']['application/json']"],
  ])('%s of %o is given as %s', (mediaType, schema, want) => {
    const body = bodyOf(
      { required: true, content: { [mediaType]: { schema } } },
      { schemas: { Thing: { type: 'object' } } },
    );
    const forms = { form: 'ThingsForm', multipart: 'ThingsMultipart' };
    expect(body?.choices.map(({ type }) => typeText(type, forms))).toEqual([want]);
    expect(body?.required).toBe(true);
  });

  it('one that may be left out is looked for where it may be absent', () => {
    const body = bodyOf({ content: { 'application/json': { schema: { type: 'object' } } } });
    expect(body?.required).toBe(false);
    expect(body?.choices.map(({ type }) => typeText(type))).toEqual([
      "NonNullable<operations['op']['requestBody']>['content']['application/json']",
    ]);
  });

  it('several media types: JSON is the default, equal types are one choice', () => {
    const schema = { type: 'string' };
    const body = bodyOf({
      content: { 'text/yml': { schema }, 'application/x-jsonnet': { schema }, 'application/json': { schema } },
    });
    expect(body?.choices.map(({ mediaTypes }) => mediaTypes)).toEqual([
      ['application/json'],
      ['text/yml', 'application/x-jsonnet'],
    ]);
  });

  it.each([
    ['*/*', undefined, 'unknown'],
    ['*/*', { type: 'string' }, 'AnyBody'],
    ['application/*', { type: 'integer' }, 'number | AnyBody'],
    ['text/*', {}, 'TextBody'],
    ['image/*', {}, 'BinaryBody'],
  ])('a media range, %s of %o, is sent by its value: %s', (range, schema, want) => {
    const body = bodyOf({ content: { [range]: { ...(schema && { schema }) } } });
    expect([...(body?.codecs ?? [])]).toEqual([[range, 'any']]);
    expect(body?.choices.map(({ type }) => typeText(type))).toEqual([want]);
  });

  it('a media range may stand beside media types', () => {
    const body = bodyOf({ content: { '*/*': {}, 'application/json': { schema: { type: 'string' } } } });
    expect([...(body?.codecs.keys() ?? [])]).toEqual(['application/json', '*/*']);
  });

  it('a reference to a shared body is followed', () => {
    const shared = { required: true, content: { 'text/plain': {} } };
    const body = bodyOf({ $ref: '#/components/requestBodies/Lines' }, { requestBodies: { Lines: shared } });
    expect(body?.choices.map(({ mediaTypes }) => mediaTypes)).toEqual([['text/plain']]);
  });

  it('no content is not a body', () => {
    expect(bodyOf({ content: {} })).toBeUndefined();
  });
});
