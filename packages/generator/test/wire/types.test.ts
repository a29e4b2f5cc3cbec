import { expect, it } from 'vitest';
import { generate } from '../emit/generate.js';
import { typeErrors } from '../typecheck/program.js';

const text = { type: 'string' };
const strings = { type: 'array', items: text };
const numbers = { type: 'object', additionalProperties: { type: 'integer' } };
const delta = { $ref: '#/components/schemas/Delta' };
const ok = { 204: { description: '' } };
const content = (body: object): object => ({ 200: { description: '', content: body } });

const document = {
  openapi: '3.2.0',
  info: { title: 'Types', version: '1' },
  paths: {
    '/styles/{list}': {
      get: {
        operationId: 'styles',
        parameters: [
          { name: 'list', in: 'path', required: true, style: 'matrix', schema: strings },
          { name: 'deep', in: 'query', style: 'deepObject', explode: true, schema: numbers },
          { name: 'json', in: 'query', content: { 'application/json': { schema: delta } } },
          { name: 'X-Object', in: 'header', schema: numbers },
          { name: 'session', in: 'cookie', required: true, schema: text },
        ],
        responses: ok,
      },
    },
    '/upload': {
      post: {
        operationId: 'upload',
        requestBody: {
          required: true,
          content: {
            'multipart/form-data': {
              schema: {
                type: 'object',
                required: ['file'],
                properties: {
                  file: { type: 'string', format: 'binary' },
                  files: { type: 'array', items: { type: 'string', format: 'binary' } },
                  meta: delta,
                  kind: { enum: ['a', 'b'] },
                  id: { type: 'string', readOnly: true },
                  signed: text,
                  xml: { type: 'object' },
                  xmls: { type: 'array', items: delta },
                  either: delta,
                },
              },
              encoding: {
                xml: { contentType: 'application/xml; charset=utf-8' },
                xmls: { contentType: 'application/xml' },
                either: { contentType: 'application/xml, application/json' },
                signed: { headers: { 'X-Signature': { required: true, schema: text } } },
              },
            },
          },
        },
        responses: ok,
      },
    },
    '/form': {
      post: {
        operationId: 'form',
        requestBody: {
          required: true,
          content: {
            'application/x-www-form-urlencoded': {
              schema: {
                oneOf: [
                  { required: ['a'], properties: { a: text } },
                  { required: ['b'], properties: { b: strings } },
                ],
              },
            },
          },
        },
        responses: ok,
      },
    },
    '/any': {
      post: {
        operationId: 'any',
        requestBody: { required: true, content: { '*/*': { schema: delta } } },
        responses: ok,
      },
    },
    '/lines': { get: { operationId: 'lines', responses: content({ 'application/x-ndjson': { itemSchema: delta } }) } },
    '/sse': { get: { operationId: 'sse', responses: content({ 'text/event-stream': { schema: delta } }) } },
    '/maybe': {
      get: { operationId: 'maybe', responses: { ...content({ 'text/event-stream': { schema: delta } }), ...ok } },
    },
    '/events': {
      get: {
        operationId: 'events',
        responses: content({
          'text/event-stream': {
            itemSchema: {
              oneOf: [
                { properties: { event: { const: 'delta' }, data: { ...text, contentSchema: delta } } },
                { properties: { event: { const: 'count' }, data: { ...text, contentSchema: { type: 'integer' } } } },
              ],
            },
          },
        }),
      },
    },
    '/bytes': { get: { operationId: 'bytes', responses: content({ 'image/png': { schema: text } }) } },
    '/pdf': {
      get: {
        operationId: 'pdf',
        responses: content({ 'application/json': { schema: delta }, 'application/pdf': { schema: text } }),
      },
    },
    '/choice': {
      get: {
        operationId: 'choice',
        responses: content({ 'application/json': { schema: delta }, 'text/csv': { schema: text }, 'image/*': {} }),
      },
    },
  },
  components: { schemas: { Delta: { type: 'object', required: ['delta'], properties: { delta: text } } } },
};

const PREFIX = `import { createShop, type Delta } from './index.js';
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(yes: Same<A, B>): void;
export { same };
export type { Delta };
const api = createShop({ baseUrl: '' });
const bytes = new Uint8Array();
export { bytes };
export async function main(): Promise<void> {
`;

/** Lines of a consumer with what the compiler says of each: nothing, or a part of its message. */
const CALLS: readonly (readonly [line: string, error: RegExp | undefined])[] = [
  [
    'await api.styles(["a"], { deep: { R: 1 }, json: { delta: "x" } }, { headers: { "X-Object": { a: 1 }, other: "1" } });',
    undefined,
  ],
  ['await api.styles(["a"], {}, { cookies: { session: "1" } });', undefined],
  ['await api.styles("a");', /'string' is not assignable/],
  ['await api.styles([], { deep: { R: "1" } });', /'string' is not assignable/],
  ['await api.styles([], { json: "x" });', /'string' is not assignable/],
  ['await api.styles([], {}, { headers: { "X-Object": "a" } });', /'string' is not assignable/],
  ['await api.styles([], {}, { cookies: { other: "1" } });', /'other' does not exist/],
  [
    'await api.http.GET("/styles/{list}", { params: { path: { list: ["a"] }, header: { "X-Object": { a: 1 } }, query: { json: { delta: "" } }, cookie: { session: "" } } });',
    undefined,
  ],
  ['await api.http.GET("/styles/{list}", { params: { path: { list: "a" } } });', /'string' is not assignable/],
  [
    'await api.upload({ file: bytes, files: [new File([], "a"), { name: "b", content: bytes }], meta: { delta: "" }, kind: "a" });',
    undefined,
  ],
  [
    'await api.upload({ file: new Blob().stream(), signed: { value: "a", headers: { "X-Signature": "b" } } });',
    undefined,
  ],
  // What nothing here writes as XML is for the caller to write.
  ['await api.upload({ file: bytes, xml: "<a/>", xmls: ["<a/>"], either: { delta: "" } });', undefined],
  ['await api.upload({ file: bytes, xml: { a: 1 } });', /not assignable/],
  ['await api.upload({ file: bytes, xmls: [{ delta: "" }] });', /not assignable/],
  ['await api.upload(new FormData());', undefined],
  ['await api.upload({ file: "text" });', /No overload matches|not assignable/],
  ['await api.upload({ kind: "a" });', /not assignable/],
  ['await api.upload({ file: bytes, kind: "c" });', /not assignable/],
  ['await api.upload({ file: bytes, id: "c" });', /'id' does not exist/],
  ['await api.upload({ file: bytes, signed: "a" });', /not assignable/],
  ['await api.form({ a: "x" }); await api.form(new URLSearchParams()); await api.form("a=b");', undefined],
  ['await api.form({ c: "x" });', /not assignable|does not exist/],
  [
    'await api.any({ delta: "x" }); await api.any(bytes); await api.any("text"); await api.any(new FormData());',
    undefined,
  ],
  ['await api.any({ other: "x" }, { contentType: "application/json" });', /not assignable|does not exist/],
  ['for await (const item of api.lines()) same<typeof item, Delta>(true);', undefined],
  ['for await (const item of await api.sse()) same<typeof item, Delta>(true);', undefined],
  ['for await (const item of api.maybe()) same<typeof item, Delta>(true);', undefined],
  ['const id: string | undefined = (await api.sse()).lastEventId; void id;', undefined],
  [
    'for await (const item of api.events()) if (item.event === "count") same<typeof item.data, number>(true); else same<typeof item.data, Delta>(true);',
    undefined,
  ],
  ['for await (const item of api.choice()) void item;', /must have a '\[Symbol.asyncIterator\]/],
  // openapi-fetch reads a body as a whole, and items are text there.
  ['const { data } = await api.http.GET("/lines"); same<typeof data, string | undefined>(true);', undefined],
  ['const { data } = await api.http.GET("/sse"); same<typeof data, string | undefined>(true);', undefined],
  // What openapi-fetch's types leave of an `ArrayBuffer` is as long as one; the platform tells it from JSON.
  [
    'const { data } = await api.http.GET("/pdf"); if (data instanceof ArrayBuffer) new Uint8Array(data); else if (data && "delta" in data) data.delta.trim();',
    undefined,
  ],
  [
    'const { data } = await api.http.GET("/bytes"); same<number | undefined, typeof data extends { byteLength: infer N } | undefined ? N | undefined : never>(true);',
    undefined,
  ],
  [
    'const { data } = await api.http.GET("/bytes", { parseAs: "arrayBuffer" }); same<typeof data, ArrayBuffer | undefined>(true);',
    undefined,
  ],
  ['const { data } = await api.http.GET("/bytes"); data?.toUpperCase();', /'toUpperCase' does not exist/],
  ['const json = await api.choice(); same<typeof json, Delta>(true);', undefined],
  [
    'const csv = await api.choice({ accept: "text/csv" }); same<typeof csv, ReadableStream<Uint8Array>>(true);',
    undefined,
  ],
  ['const png = await api.choice({ accept: "image/png" }); same<typeof png, Uint8Array>(true);', undefined],
  ['await api.choice({ accept: "video/mp4" });', /No overload matches/],
];

it('calls are typed by parameters, forms and items: what must compile does, what must not does not', async () => {
  const files = await generate(document, { naming: 'operationId' });
  const lines = CALLS.map(([line]) => `  { ${line} }`);
  const errors = typeErrors(new Map([...files, ['consumer.ts', `${PREFIX}${lines.join('\n')}\n}\n`]]));
  const first = PREFIX.split('\n').length;
  const found = CALLS.map(([line], index) => [
    line,
    errors.filter((error) => error.startsWith(`consumer.ts:${first + index}:`)),
  ]);
  expect(errors.filter((error) => !error.startsWith('consumer.ts'))).toEqual([]);
  for (const [index, [line, error]] of CALLS.entries()) {
    const [, said] = found[index] as [string, string[]];
    if (error) expect(`${line}\n${said.join('\n')}`).toMatch(error);
    else expect([line, said]).toEqual([line, []]);
  }
});
