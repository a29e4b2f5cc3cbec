import type { Codec } from '@influxkit/runtime';
import { describe, expect, it } from 'vitest';
import { DocumentReader } from '../../src/contract/document/reader.js';
import { codecOf, isMediaType } from '../../src/generate/model/codecs.js';
import { contractOf, documentOf } from './contract.js';

const reader = new DocumentReader(contractOf(documentOf({})).document);
const text = { type: 'string' };

describe('the media type says how a body is coded', () => {
  it.each<[string, unknown, Codec, Codec]>([
    // media type, schema, sent as, received as
    ['application/json', text, 'json', 'json'],
    ['application/json; charset=utf-8', text, 'json', 'json'],
    ['application/problem+json', {}, 'json', 'json'],
    ['text/json', {}, 'json', 'json'],
    ['application/x-ndjson', {}, 'text', 'jsonl'],
    ['application/jsonl; charset=utf-8', { type: 'array', items: { type: 'object' } }, 'text', 'jsonl'],
    ['application/jsonl', text, 'text', 'stream'],
    ['application/jsonl', undefined, 'text', 'stream'],
    ['application/json-seq', {}, 'text', 'json-seq'],
    ['application/vnd.rows+json-seq', {}, 'text', 'json-seq'],
    ['text/event-stream', text, 'text', 'sse-text'],
    ['text/event-stream', undefined, 'text', 'sse-event'],
    ['text/event-stream', { type: 'object', properties: { delta: text } }, 'text', 'sse'],
    ['text/event-stream', { type: 'object', properties: { data: { type: 'object' } } }, 'text', 'sse'],
    ['text/event-stream', { type: 'object', properties: { data: text, event: text } }, 'text', 'sse-event'],
    [
      'text/event-stream',
      { oneOf: [{ properties: { data: { ...text, contentSchema: {} }, event: { const: 'a' } } }] },
      'text',
      'sse-event-json',
    ],
    ['text/csv', text, 'text', 'stream'],
    ['application/csv', text, 'text', 'stream'],
    ['application/x-www-form-urlencoded', { type: 'object' }, 'form', 'text'],
    ['multipart/form-data', { type: 'object' }, 'multipart', 'stream'],
    ['multipart/mixed', text, 'bytes', 'stream'],
    ['text/plain', text, 'text', 'text'],
    ['text/plain; charset=utf-8', text, 'text', 'text'],
    ['text/plain', { type: 'string', format: 'binary' }, 'bytes', 'bytes'],
    ['text/html', text, 'text', 'text'],
    ['text/yml', {}, 'text', 'text'],
    ['application/vnd.flux', text, 'text', 'text'],
    ['application/toml', text, 'text', 'text'],
    ['application/x-yaml', text, 'text', 'text'],
    ['application/x-jsonnet', {}, 'text', 'text'],
    ['image/svg+xml', text, 'text', 'text'],
    ['application/octet-stream', text, 'bytes', 'bytes'],
    ['application/x-msgpack', text, 'bytes', 'bytes'],
    ['application/pdf', { type: 'string', format: 'binary' }, 'bytes', 'bytes'],
    ['*/*', { type: 'object' }, 'any', 'json'],
    ['*/*', text, 'any', 'text'],
    ['*/*', undefined, 'any', 'bytes'],
    ['image/*', undefined, 'any', 'bytes'],
  ])('%s of %o', (mediaType, schema, sent, received) => {
    expect(codecOf(mediaType, schema as never, 'body', reader)).toBe(sent);
    expect(codecOf(mediaType, schema as never, 'response', reader)).toBe(received);
  });
});

describe('what is not a media type is refused', () => {
  it.each([
    ['application/json', true],
    ['application/json; charset="utf-8"', true],
    ['*/*', true],
    ['text/csv, text/plain', false],
    ['json', false],
    ['a/b\r\nX: 1', false],
    ['__proto__', false],
    ["text/plain'; pwned()", false],
    [`a/${'b'.repeat(300)}`, false],
  ])('%s: %s', (mediaType, want) => {
    expect(isMediaType(mediaType)).toBe(want);
  });
});
