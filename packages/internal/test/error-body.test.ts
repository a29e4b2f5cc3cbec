import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readErrorBody } from '../src/error-body.js';

test.each<[name: string, text: string, want: object]>([
  ['nothing', '', { body: '', message: undefined, code: undefined, text: undefined }],
  ['a message and a code', '{"code":"a","message":"b"}', { message: 'b', code: 'a' }],
  ['an error', '{"error":"b"}', { message: 'b', code: undefined }],
  ['a message beside an error', '{"error":"a","message":"b"}', { message: 'b' }],
  ['fields of other types', '{"code":1,"message":{},"error":[]}', { message: undefined, code: undefined }],
  ['empty fields', '{"code":"","message":""}', { message: undefined, code: undefined }],
  ['an array', '[1]', { body: [1], message: undefined, text: '[1]' }],
  ['null', 'null', { body: null, json: undefined, message: undefined, text: 'null' }],
  ['text', ' bad gateway\n', { body: ' bad gateway\n', json: undefined, text: 'bad gateway', isMarkup: false }],
  ['HTML', '\n<!doctype html>', { body: '\n<!doctype html>', message: undefined, text: undefined, isMarkup: true }],
])('the body of a failure is read: %s', (_, text, want) => {
  expect(readErrorBody(text)).toMatchObject(want);
});

test('whatever the body, reading it throws nothing', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      const { message } = readErrorBody(text);
      return message === undefined || message.length > 0;
    }),
  );
});
