import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readErrorBody } from '../src/error-body.js';
import { errorDetails } from '../src/error-details.js';

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

test.each<[name: string, body: unknown, message: string | undefined, code?: string]>([
  ['RFC 9457', { type: 'about:blank', title: 'Not Found', status: 404, detail: 'no order 7' }, 'Not Found: no order 7'],
  ['RFC 9457, a title alone', { title: 'Not Found' }, 'Not Found'],
  ['RFC 9457, the same twice', { title: 'no order 7', detail: 'no order 7' }, 'no order 7'],
  ['a title and a map of fields', { title: 'Invalid.', errors: { Name: ['is missing'] } }, 'Invalid: Name: is missing'],
  ['an error object', { error: { message: 'bad key', code: 'invalid_key' } }, 'bad key', 'invalid_key'],
  ['RFC 6749', { error: 'invalid_grant', error_description: 'expired' }, 'expired', 'invalid_grant'],
  ['an array of error objects', { errors: [{ message: 'a' }, { message: 'b' }] }, 'a; b'],
  ['JSON:API', { errors: [{ title: 'T', detail: 'd', status: '422' }] }, 'T: d'],
  ['an array of strings', { errors: ['a', 'b'] }, 'a; b'],
  ['an array of strings alone', ['a', 'b'], 'a; b'],
  ['messages in an array', { statusCode: 400, message: ['a', 'b'], error: 'Bad Request' }, 'a; b'],
  ['FastAPI', { detail: [{ loc: ['body', 'items', 0], msg: 'required', type: 'x' }] }, 'body.items.0: required'],
  ['a place that is no place', { detail: [{ loc: [{}, null], msg: 'required' }] }, 'required'],
  ['errors that name their field', { errors: [{ field: 'name', message: 'required' }] }, 'name: required'],
  ['a map of fields', { name: ['too short'], age: ['too low', 'odd'] }, 'name: too short; age: too low; odd'],
  ['a map of fields to strings', { errors: { name: 'too short' } }, 'name: too short'],
  ['a map of fields that nests', { errors: { address: { city: ['unknown'] } } }, 'address: city: unknown'],
  ['a message with a map', { message: 'Invalid.', errors: { email: ['taken'] } }, 'Invalid: email: taken'],
  ['a field without a name', { ' ': ['!'] }, '!'],
  ['a blank in a place', { detail: [{ loc: [' ', 'a '], msg: 'required' }] }, 'a: required'],
  ['a string', 'go away', 'go away'],
  ['a line feed at the end', { message: 'go away\n' }, 'go away'],
  ['strings that may be anything', { status: 'error', id: '7' }, undefined],
  ['objects in place of strings', { message: { a: 1 }, error: { b: {} }, detail: [{}], errors: [[], {}] }, undefined],
  ['a number', 42, undefined],
])('what the body of a failure says: %s', (_, body, message, code) => {
  for (const text of [JSON.stringify(body), JSON.stringify(body, null, 2)]) {
    expect(readErrorBody(text, errorDetails)).toMatchObject({ message, code });
    expect(readErrorBody(text, errorDetails).message ?? '').not.toContain('[object');
  }
});

test('JSON that no rule understands is its text, on one line and cut', () => {
  const { text } = readErrorBody(JSON.stringify({ status: 'x'.repeat(1000) }, null, 2), errorDetails);
  expect(text).toBe(`{"status":"${'x'.repeat(189)}…`);
});

test.each([
  ['arrays', '[', ']'],
  ['objects', '{"message":', '}'],
])('a body of %s that nest without end is text', (_, open, close) => {
  const text = `${open.repeat(100_000)}1${close.repeat(100_000)}`;
  expect(readErrorBody(text, errorDetails)).toMatchObject({ message: undefined });
});

/** Bodies of the names that rules look at, with values of every shape. */
const errorBodies = fc
  .letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.string(),
      fc.integer(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(
        fc.constantFrom('message', 'title', 'detail', 'error', 'errors', 'msg', 'loc', 'field', 'code', 'name'),
        tie('value'),
        { maxKeys: 4 },
      ),
    ),
  }))
  .value.map((value) => JSON.stringify(value));

test('whatever the body, reading it throws nothing', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), errorBodies), (text) => {
      const { message } = readErrorBody(text, errorDetails);
      return (
        message === undefined || (message.length > 0 && message.trim() === message && !message.includes('[object'))
      );
    }),
  );
});
