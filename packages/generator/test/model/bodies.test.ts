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
    ['application/x-www-form-urlencoded', { type: 'object' }, 'FormBody'],
    ['multipart/form-data', { type: 'object' }, 'MultipartBody'],
    ['application/json', { $ref: '#/components/schemas/Thing' }, 'Thing'],
    ['application/json', { type: 'object' }, "operations['op']['requestBody']['content']['application/json']"],
  ])('%s of %o is given as %s', (mediaType, schema, want) => {
    const body = bodyOf(
      { required: true, content: { [mediaType]: { schema } } },
      { schemas: { Thing: { type: 'object' } } },
    );
    expect(body?.choices.map(({ type }) => typeText(type))).toEqual([want]);
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

  it('a media range is sent as bytes of a kind that only the caller knows', () => {
    expect([...(bodyOf({ content: { '*/*': {} } })?.codecs ?? [])]).toEqual([['application/octet-stream', 'bytes']]);
  });

  it('a reference to a shared body is followed', () => {
    const shared = { required: true, content: { 'text/plain': {} } };
    const body = bodyOf({ $ref: '#/components/requestBodies/Lines' }, { requestBodies: { Lines: shared } });
    expect(body?.choices.map(({ mediaTypes }) => mediaTypes)).toEqual([['text/plain']]);
  });

  it('no content is no body', () => {
    expect(bodyOf({ content: {} })).toBeUndefined();
  });
});
