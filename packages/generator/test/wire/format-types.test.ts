import { ApiError, call, createCaller, DecodeError, formatTypes } from '@influxkit/runtime';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWhole } from '../../../../tests/tools/src/scope.js';
import type { JsonValue } from '../../src/base/json.js';
import { generate } from '../emit/generate.js';
import { typeErrors } from '../typecheck/program.js';
import { clientOf, type Recorded, record } from './client.js';

const date = { type: 'string', format: 'date-time' };
const int64 = { type: 'integer', format: 'int64' };
const text = { type: 'string' };
const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: object): object => ({ description: '', content: { 'application/json': { schema } } });
const body = (schema: object): object => ({ required: true, content: { 'application/json': { schema } } });

const schemas = {
  Reading: {
    type: 'object',
    required: ['at', 'count'],
    properties: {
      at: date,
      count: int64,
      maybe: { ...date, type: ['string', 'null'] },
      either: { oneOf: [date, int64] },
      small: { type: 'integer', format: 'int32' },
      size: { type: 'number' },
      note: text,
      pair: { type: 'array', prefixItems: [date, text], items: int64 },
      byName: { type: 'object', properties: { plain: text }, additionalProperties: date },
      patterned: { type: 'object', patternProperties: { '^n_': int64 } },
      children: { type: 'array', items: ref('Reading') },
      shape: ref('Shape'),
    },
  },
  // Both have `id`, and nothing tells which of them it is before it is read: it stays as JSON has it.
  Shape: { oneOf: [ref('Circle'), ref('Square')] },
  Circle: { type: 'object', required: ['id'], properties: { id: date, since: date } },
  Square: { type: 'object', required: ['id'], properties: { id: text, area: int64 } },
  Wide: { allOf: [ref('Reading'), { properties: { until: date } }] },
  Problem: { type: 'object', properties: { code: text, since: date, retries: int64 } },
};

const document = {
  openapi: '3.1.0',
  info: { title: 'Formats', version: '1' },
  paths: {
    '/echo': {
      post: { operationId: 'echo', requestBody: body(ref('Reading')), responses: { 200: json(ref('Reading')) } },
    },
    '/wide': { get: { operationId: 'wide', responses: { 200: json(ref('Wide')), '4XX': json(ref('Problem')) } } },
    '/list': {
      get: {
        operationId: 'list',
        responses: { 200: json({ type: 'array', items: ref('Reading') }), default: json(ref('Problem')) },
      },
    },
    '/scalar': { get: { operationId: 'scalar', responses: { 200: json(int64) } } },
    '/text': {
      get: {
        operationId: 'text',
        responses: { 200: { description: '', content: { 'text/plain': { schema: date } } } },
      },
    },
    '/lines': {
      get: {
        operationId: 'lines',
        responses: { 200: { description: '', content: { 'application/x-ndjson': { schema: ref('Reading') } } } },
      },
    },
    '/events': {
      get: {
        operationId: 'events',
        responses: {
          200: {
            description: '',
            content: {
              'text/event-stream': {
                schema: { properties: { data: { ...text, contentSchema: ref('Reading') }, event: text } },
              },
            },
          },
        },
      },
    },
    '/at/{when}/{id}': {
      get: {
        operationId: 'at',
        parameters: [
          { name: 'when', in: 'path', required: true, schema: date },
          { name: 'id', in: 'path', required: true, schema: int64 },
          { name: 'since', in: 'query', schema: date },
          { name: 'ids', in: 'query', explode: false, schema: { type: 'array', items: int64 } },
          { name: 'filter', in: 'query', content: { 'application/json': { schema: ref('Problem') } } },
          { name: 'X-Since', in: 'header', schema: date },
          { name: 'X-Filter', in: 'header', content: { 'application/json': { schema: ref('Problem') } } },
          { name: 'last', in: 'cookie', schema: int64 },
        ],
        responses: { 204: { description: '' } },
      },
    },
    '/form': {
      post: {
        operationId: 'form',
        requestBody: {
          required: true,
          content: {
            'application/x-www-form-urlencoded': {
              schema: { type: 'object', properties: { at: date, id: int64, about: ref('Problem') } },
            },
          },
        },
        responses: { 204: { description: '' } },
      },
    },
    '/parts': {
      post: {
        operationId: 'parts',
        requestBody: {
          required: true,
          content: {
            'multipart/form-data': { schema: { type: 'object', properties: { at: date, about: ref('Problem') } } },
          },
        },
        responses: { 204: { description: '' } },
      },
    },
    '/either': {
      post: {
        operationId: 'either',
        requestBody: {
          required: true,
          content: {
            'application/x-www-form-urlencoded': {
              schema: {
                oneOf: [
                  { type: 'object', required: ['at'], properties: { at: date, id: int64 } },
                  { type: 'object', required: ['about'], properties: { about: ref('Problem'), note: text } },
                ],
              },
            },
          },
        },
        responses: { 204: { description: '' } },
      },
    },
    '/any': {
      post: {
        operationId: 'any',
        requestBody: { required: true, content: { '*/*': { schema: ref('Problem') } } },
        responses: { 204: { description: '' } },
      },
    },
    '/other': { get: { operationId: 'other', responses: { 200: json(text) } } },
  },
  components: { schemas },
};

const settings = { naming: 'operationId', formatTypes: { 'date-time': 'Date', int64: 'bigint' } } as const;
const ready = clientOf(document, settings);

/** A client of a server that responds with a text. */
async function client(text: string, type = 'application/json', status = 200) {
  const { url, seen } = await record((response) => void response.writeHead(status, { 'content-type': type }).end(text));
  return { api: (await ready).create({ baseUrl: url, retry: false }), seen, url };
}

async function all(items: AsyncIterable<unknown>): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const AT = '2024-02-29T23:59:59.123456789+01:00';
const BIG = '9223372036854775807';

describe('what is read', () => {
  it('is a Date and a bigint wherever a schema says so, and otherwise as JSON has it', async () => {
    const { api } = await client(
      `{"at":"${AT}","count":${BIG},"maybe":null,"either":-9223372036854775808,"small":5,"size":9007199254740993,` +
        `"note":"2024-01-01T00:00:00Z","pair":["2024-01-01T00:00:00Z","2024-01-01T00:00:00Z",1,2],` +
        `"byName":{"plain":"x","other":"2024-01-01T00:00:00Z"},"patterned":{"n_1":3,"m":3},` +
        `"children":[{"at":"2024-01-01T00:00:00z","count":1e3}],"shape":{"id":"2024-01-01T00:00:00Z","since":"2024-01-01T00:00:00Z","area":7},` +
        `"unknown":1,"__proto__":2}`,
    );
    const day = new Date('2024-01-01T00:00:00Z');
    const value = (await api['echo']?.({})) as unknown as Record<string, unknown>;
    expect(value).toMatchObject({
      at: new Date('2024-02-29T22:59:59.123Z'),
      count: 9223372036854775807n,
      maybe: null,
      either: -9223372036854775808n,
      small: 5,
      size: 9007199254740992,
      note: '2024-01-01T00:00:00Z',
      pair: [day, '2024-01-01T00:00:00Z', 1n, 2n],
      byName: { plain: 'x', other: day },
      patterned: { n_1: 3n, m: 3 },
      children: [{ at: day, count: 1000n }],
      shape: { id: '2024-01-01T00:00:00Z', since: day, area: 7n },
      unknown: 1,
    });
    expect(Object.hasOwn(value, '__proto__')).toBe(true);
  });

  it.each<[method: string, text: string, message: RegExp]>([
    ['echo', '{"at":"soon","count":1}', /^echo: \/at of the response must be a date-time; the string is not/],
    ['echo', '{"at":"2024-02-30T00:00:00Z"}', /\/at of the response must be a date-time; there is no day 2024-02-30/],
    ['list', '[{},{"children":[{"at":""}]}]', /\/1\/children\/0\/at of the response must be a date-time/],
    ['echo', '{"count":1.5}', /\/count of the response must be an integer of 64 bits \(int64\); got 1.5/],
    ['echo', '{"count":9223372036854775808}', /\/count .* got 9223372036854775808/],
    ['scalar', '1e400', /the response must be an integer of 64 bits/],
    ['echo', '{"at"', /the response is not JSON/],
  ])('%s of %s is an error that names the place', async (method, text, message) => {
    const { api } = await client(text);
    const error: unknown = await api[method]?.({}).catch((each: unknown) => each);
    expect(error).toBeInstanceOf(DecodeError);
    expect((error as Error).message).toMatch(message);
  });

  it('is that of its status, and of a failure what it can be', async () => {
    const { api } = await client('{"until":"2024-01-01T00:00:00Z","count":1}');
    expect(await api['wide']?.()).toEqual({ until: new Date('2024-01-01T00:00:00Z'), count: 1n });
    const failing = await client(
      `{"code":"c","since":"2024-01-01T00:00:00Z","retries":${BIG}}`,
      'application/json',
      404,
    );
    for (const method of ['wide', 'list']) {
      const error = (await failing.api[method]?.().catch((each: unknown) => each)) as unknown;
      expect(error).toBeInstanceOf(ApiError);
      expect((error as ApiError).body).toEqual({
        code: 'c',
        since: new Date('2024-01-01T00:00:00Z'),
        retries: BigInt(BIG),
      });
    }
    const wrong = await client('{"code":"c","since":"soon"}', 'application/json', 404);
    await expect(wrong.api['wide']?.()).rejects.toMatchObject({ status: 404, code: 'c', body: { since: 'soon' } });
  });

  it('is a string where it is not read as JSON', async () => {
    const { api } = await client('2024-01-01T00:00:00Z', 'text/plain');
    expect(await api['text']?.()).toBe('2024-01-01T00:00:00Z');
  });

  it('comes item by item as well', async () => {
    const item = `{"at":"2024-01-01T00:00:00Z","count":${BIG}}`;
    const want = { at: new Date('2024-01-01T00:00:00Z'), count: BigInt(BIG) };
    const lines = await client(`${item}\n${item}\n`, 'application/x-ndjson');
    expect(await all(lines.api['lines']?.() as AsyncIterable<unknown>)).toEqual([want, want]);
    const events = await client(`event: a\ndata: ${item}\n\n`, 'text/event-stream');
    expect(await all(events.api['events']?.() as AsyncIterable<unknown>)).toEqual([{ event: 'a', data: want }]);
    const wrong = await client(`${item}\n{"at":"soon"}\n`, 'application/x-ndjson');
    await expect(all(wrong.api['lines']?.() as AsyncIterable<unknown>)).rejects.toThrow(
      /\/at of the response must be a date-time/,
    );
  });

  it('by single operations as well', async () => {
    const { url } = await client(`{"at":"2024-01-01T00:00:00Z","count":${BIG}}`);
    const { operations } = await ready;
    const data = await call(createCaller({ baseUrl: url }), operations['echo'] as never, {} as never);
    expect(data).toEqual({ at: new Date('2024-01-01T00:00:00Z'), count: BigInt(BIG) });
  });
});

describe('what is sent', () => {
  it('by parameters and forms is text of the same formats', async () => {
    const { api, seen } = await client('', 'application/json', 204);
    const since = new Date('2024-01-01T00:00:00Z');
    const about = { since, retries: BigInt(BIG) };
    const options = { headers: { 'X-Since': since, 'X-Filter': about }, cookies: { last: BigInt(BIG) } };
    await api['at']?.(since, BigInt(BIG), { since, ids: [1n, BigInt(BIG)], filter: about }, options);
    const filter = `{"since":"2024-01-01T00:00:00.000Z","retries":${BIG}}`;
    const { target, headers } = seen[0] as Recorded;
    expect(decodeURIComponent(target)).toBe(
      `/at/2024-01-01T00:00:00.000Z/${BIG}?since=2024-01-01T00:00:00.000Z&ids=1,${BIG}&filter=${filter}`,
    );
    expect([headers['x-since'], headers['x-filter'], headers.cookie]).toEqual([
      '2024-01-01T00:00:00.000Z',
      filter,
      `last=${BIG}`,
    ]);
    await api['form']?.({ at: since, id: 5n, about });
    expect(new URLSearchParams(String(seen[1]?.body)).get('about')).toBe(filter);
    await api['parts']?.({ at: since, about });
    expect(String(seen[2]?.body)).toContain(`\r\n\r\n${filter}\r\n`);
    await api['any']?.(about);
    expect(String(seen[3]?.body)).toBe(filter);
  });

  it.each<[value: unknown, message: RegExp]>([
    [{ at: new Date(Number.NaN) }, /a Date must be one of the years 0 to 9999/],
    [{ at: new Date(8.64e15) }, /a Date must be one of the years 0 to 9999/],
    [(() => undefined) as unknown, /is not a value of JSON/],
  ])('%o is refused', async (value, message) => {
    const { api, seen } = await client('{}');
    await expect(api['echo']?.(value)).rejects.toThrow(message);
    expect(seen).toEqual([]);
  });

  it('a value that holds itself is refused', async () => {
    const { api } = await client('{}');
    const value: Record<string, unknown> = {};
    value['children'] = [value];
    await expect(api['echo']?.(value)).rejects.toThrow(/the value holds itself/);
  });

  it('what was read is sent as it came, to the last digit, unless it was changed', async () => {
    const { api, seen } = await client(`{"at":"${AT}","count":${BIG}}`);
    const value = (await api['echo']?.({})) as unknown as { at: Date };
    await api['echo']?.(value);
    expect(String(seen[1]?.body)).toBe(`{"at":"${AT}","count":${BIG}}`);
    const at = value.at;
    await api['at']?.(at, 1n, { since: at, filter: { since: at } }, { headers: { 'X-Since': at } });
    const { target, headers } = seen[2] as Recorded;
    expect(decodeURIComponent(target)).toBe(`/at/${AT}/1?since=${AT}&filter={"since":"${AT}"}`);
    expect(headers['x-since']).toBe(AT);
    await api['form']?.({ at, id: 5n });
    expect(new URLSearchParams(String(seen[3]?.body)).get('at')).toBe(AT);
    await api['parts']?.({ at });
    expect(String(seen[4]?.body)).toContain(`\r\n\r\n${AT}\r\n`);
    value.at.setUTCFullYear(2025);
    await api['echo']?.(value);
    expect(String(seen[5]?.body)).toBe(`{"at":"2025-03-01T22:59:59.123Z","count":${BIG}}`);
  });
});

describe('round trips', () => {
  const dates = fc.date({
    min: new Date('0000-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  });
  const integers = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  const reading = fc.letrec((tie) => ({
    reading: fc.record(
      {
        at: dates,
        count: integers,
        maybe: fc.option(dates),
        either: fc.oneof(dates, integers),
        small: fc.integer(),
        size: fc.double({ noDefaultInfinity: true, noNaN: true }).map((each) => (Object.is(each, -0) ? 0 : each)),
        note: fc.string({ unit: 'grapheme' }),
        byName: fc.dictionary(fc.string(), dates).map(({ plain: _, ...others }) => others),
        children: fc.array(tie('reading'), { maxLength: 2, depthIdentifier: 'reading' }),
      },
      { requiredKeys: ['at', 'count'] },
    ),
  })).reading;

  it('through a server, every value comes back as it was sent', async () => {
    const { url } = await record(
      (response, { body: sent }) => void response.writeHead(200, { 'content-type': 'application/json' }).end(sent),
    );
    const api = (await ready).create({ baseUrl: url });
    await fc.assert(
      fc.asyncProperty(reading, async (value) => {
        expect(await api['echo']?.(value)).toEqual(value);
      }),
      { numRuns: 200, seed: 15 },
    );
  });

  it('what has neither dates nor integers of 64 bits is written and read as JSON does it', () =>
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        expect(formatTypes.write(value)).toBe(JSON.stringify(value));
        expect(formatTypes.read(JSON.stringify(value), {}, Error)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    ));
});

describe('types', () => {
  it('are those of the values', async () => {
    const files = await generate(document, settings);
    const consumer = `import { createShop, shapes, type Reading, type Problem } from './index.js';
import { formatTypes } from '@influxkit/runtime';
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(yes: Same<A, B>): void;
const api = createShop({ baseUrl: '' });
export async function main(): Promise<void> {
  const value = await api.echo({ at: new Date(), count: 5n, either: 5n });
  same<typeof value, Reading>(true);
  same<Reading['at'], Date>(true);
  same<Reading['count'], bigint>(true);
  same<Reading['maybe'], Date | null | undefined>(true);
  same<Reading['either'], Date | bigint | undefined>(true);
  same<Reading['small'], number | undefined>(true);
  same<Reading['note'], string | undefined>(true);
  same<Reading['pair'], [Date?, string?, ...bigint[]] | undefined>(true);
  const shape = value.shape;
  if (shape) same<typeof shape.id, string>(true);
  const text = await api.text();
  same<typeof text, string>(true);
  const count = await api.scalar();
  same<typeof count, bigint>(true);
  for await (const item of api.lines()) same<typeof item, Reading>(true);
  for await (const item of api.events()) same<typeof item.data, Reading>(true);
  await api.at(new Date(), 5n, { since: new Date(), ids: [1n], filter: { retries: 5n } });
  // @ts-expect-error: a string is no Date
  await api.at('2024', 5n);
  // @ts-expect-error: a number is no bigint
  await api.echo({ at: new Date(), count: 5 });
  await api.form({ at: new Date(), id: 5n });
  await api.either({ at: new Date(), id: 5n });
  await api.either({ about: { since: new Date(), retries: 5n }, note: '' });
  // @ts-expect-error: a string is no Date, in one of several objects either
  await api.either({ at: '2024' });
  const failed = await api.wide().result();
  if (!failed.ok && failed.status === 404) same<typeof failed.error.body, Problem>(true);
  // openapi-fetch parses by itself: as JSON has it.
  const { data } = await api.http.POST('/echo', { body: { at: '2024-01-01T00:00:00Z', count: 5 } });
  if (data) same<typeof data.at, string>(true);
  if (data) same<typeof data.count, number>(true);
  const lines = await api.http.GET('/lines');
  if (lines.data) same<typeof lines.data, string>(true);
  formatTypes.read('{}', shapes.readingShape, Error);
}
`;
    expect(typeErrors(new Map([...files, ['consumer.ts', consumer]]))).toEqual([]);
  });

  it('and code are the same as ever without the option, and bring nothing along where nothing needs it', async () => {
    const plain = await generate(document, { naming: 'operationId' });
    expect([...plain.values()].join('')).not.toMatch(/formatTypes|shapes|Shape\b.*=>|bigint|: Date/);
    const files = await generate(document, settings);
    const other = /export const other:[\s\S]*?\n};/.exec(files.get('operations.ts') ?? '')?.[0];
    expect(other).not.toMatch(/formatTypes|shapes/);
    const at = /export const at:[\s\S]*?\n};/.exec(files.get('operations.ts') ?? '')?.[0];
    expect(at).toContain('formatTypes');
  });

  it('compile where no schema of such values has a name', async () => {
    const inline = { type: 'object', properties: { at: { type: 'string', format: 'date-time' } } };
    const responses = { 200: { description: '', content: { 'application/json': { schema: inline } } } };
    const paths = { '/a': { get: { operationId: 'a', responses } } };
    const files = await generate({ openapi: '3.1.0', info: { title: 'T', version: '1' }, paths }, settings);
    expect(files.get('operations.ts')).toContain('dates: true');
    expect(typeErrors(files)).toEqual([]);
  });
});

/** Schemas with formats, plain ones, unions and dictionaries of the same names, so that many of them meet in one value. */
const leaves: readonly object[] = [date, int64, text, { type: 'integer' }, { ...date, type: ['string', 'null'] }];
const randomSchema = fc.letrec<{ schema: object }>((tie) => {
  const members = fc.dictionary(fc.constantFrom('b', 'c'), tie('schema'), { maxKeys: 2, noNullPrototype: true });
  // A member that is always there: TypeScript refuses a value that has none of a type's.
  const object = members.chain((properties) =>
    fc.record({
      type: fc.constant('object'),
      required: fc.constant(['a']),
      properties: tie('schema').map((a) => ({ a, ...properties })),
    }),
  );
  return {
    schema: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { arbitrary: fc.constantFrom(...leaves, ref('B'), ref('C')), weight: 5 },
      { arbitrary: object, weight: 4 },
      { arbitrary: tie('schema').map((items) => ({ type: 'array', items })), weight: 1 },
      { arbitrary: tie('schema').map((additionalProperties) => ({ type: 'object', additionalProperties })), weight: 1 },
      {
        arbitrary: fc
          .tuple(fc.constantFrom('oneOf', 'anyOf'), fc.array(tie('schema'), { minLength: 1, maxLength: 3 }))
          .map(([key, parts]) => ({ [key]: parts })),
        weight: 3,
      },
    ),
  };
}).schema;
const randomValue = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { arbitrary: fc.constantFrom<JsonValue>('x', '2024-01-01T00:00:00Z', 5, 7, null, true), weight: 4 },
    { arbitrary: fc.array(tie('value'), { maxLength: 2 }), weight: 1 },
    {
      arbitrary: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { maxKeys: 3, noNullPrototype: true }),
      weight: 4,
    },
  ),
})).value;

/** A value as the type that has it alone. */
function typeOfValue(value: unknown): string {
  if (value instanceof Date) return 'Date';
  if (typeof value === 'bigint') return `${value}n`;
  if (Array.isArray(value)) return `[${value.map(typeOfValue).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, each]) => `${JSON.stringify(key)}: ${typeOfValue(each)}`)
    .join('; ')} }`;
}

it('whatever a schema takes is read, has its type, and is written as it was', async () => {
  const ajv = (schemas: object): Ajv2020 => {
    const one = new Ajv2020({ strict: false });
    one.addFormat('date-time', /^\d{4}-/).addFormat('int64', { type: 'number', validate: Number.isInteger });
    return one.addSchema({ $id: 'contract', components: { schemas } });
  };
  const documents = fc.sample(
    fc.tuple(
      randomSchema,
      fc.constantFrom(...leaves, { type: 'object', required: ['a'], properties: { a: date } }),
      randomSchema,
    ),
    { numRuns: isWhole ? 400 : 20, seed: 15 },
  );
  const list = fc.sample(randomValue, { numRuns: 500, seed: 15 });
  const files = new Map<string, string>();
  const read = { dates: 0, integers: 0, plain: 0 };
  for (const [index, [A, B, C]] of documents.entries()) {
    // A and C may refer to B, and A to C: no cycle.
    const components = { A, B, C: JSON.parse(JSON.stringify(C).replaceAll('schemas/C', 'schemas/B')) };
    const random = {
      openapi: '3.1.0',
      info: { title: '', version: '1' },
      paths: { '/a': { get: { operationId: 'a', responses: { 200: json(ref('A')) } } } },
      components: { schemas: components },
    };
    const { operations } = await clientOf(random, settings);
    const shape = operations['a']?.shapes?.statuses?.['200'] ?? {};
    const isValid = ajv(components).compile({ $ref: 'contract#/components/schemas/A' });
    const found = list.filter((value) => isValid(value)).slice(0, 12);
    if (found.length === 0) continue;
    const lines = found.map((value) => {
      const given = formatTypes.read(
        JSON.stringify(value),
        shape,
        (message) => new Error(`${message}: ${JSON.stringify([value, components])}`),
      );
      expect(JSON.parse(formatTypes.write(given).replaceAll('.000Z', 'Z'))).toEqual(value);
      const type = typeOfValue(given);
      if (type.includes('Date')) read.dates++;
      if (/\dn\b/.test(type)) read.integers++;
      if (type.includes('2024')) read.plain++;
      return `[value<${type}>()] satisfies [components['schemas']['A']];`;
    });
    files.set(`s${index}.ts`, (await generate(random, settings)).get('schema.ts') ?? '');
    files.set(
      `v${index}.ts`,
      `import type { components } from './s${index}.js';\ndeclare function value<V>(): V;\n// ${JSON.stringify(components)}\n${lines.join('\n')}\n`,
    );
  }
  // Each happens often enough for the property to say something.
  expect(Math.min(read.dates, read.integers, read.plain)).toBeGreaterThan(10);
  const errors = typeErrors(files);
  expect(errors.slice(0, 3).map((error) => `${error}\n${files.get(error.split(':')[0] ?? '')}`)).toEqual([]);
});

it('by `api.http` values are as JSON has them', async () => {
  const { api } = await client(`{"at":"${AT}","count":5}`);
  const http = api['http'] as unknown as { POST(path: string, init: object): Promise<{ data: unknown }> };
  expect((await http.POST('/echo', { body: {} })).data).toEqual({ at: AT, count: 5 });
  expect((await http.POST('/echo', { body: {}, parseAs: 'json' })).data).toEqual({ at: AT, count: 5 });
  const lines = `{"at":"${AT}"}\n`;
  const items = (await client(lines, 'application/x-ndjson')).api['http'] as unknown as {
    GET(path: string): Promise<{ data: unknown }>;
  };
  expect((await items.GET('/lines')).data).toBe(lines);
});
