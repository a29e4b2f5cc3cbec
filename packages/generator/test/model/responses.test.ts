import { describe, expect, it } from 'vitest';
import type { OperationModel, ResponsesModel, StatusSet } from '../../src/generate/model/build-model.js';
import { typeText } from '../../src/generate/model/type-text.js';
import { operationOf } from './contract.js';

const json = (type: string): unknown => ({ description: 'x', content: { 'application/json': { schema: { type } } } });
const empty = { description: 'x' };

function statuses(set: StatusSet): string {
  return set.kind === 'listed' ? set.statuses.join('|') : `but ${set.except.join('|')}`;
}

function shown({ choices, failures }: ResponsesModel): { successes: string[][]; failures: string[] } {
  const each = (models: readonly { statuses: StatusSet; type: Parameters<typeof typeText>[0] }[]): string[] =>
    models.map((model) => `${statuses(model.statuses)}: ${typeText(model.type)}`);
  return { successes: choices.map((choice) => each(choice.successes)), failures: each(failures) };
}

function read(responses: unknown, method = 'get'): OperationModel {
  return operationOf({ responses }, {}, { method }).operation;
}

describe('responses by status', () => {
  it.each<[string, unknown, string[][], string[]]>([
    ['one success, nothing else said', { 200: json('string') }, [['200: string']], ['but : unknown']],
    ['no body', { 204: empty }, [['204: undefined']], ['but : unknown']],
    ['two successes', { 201: json('number'), 204: empty }, [['201: number', '204: undefined']], ['but : unknown']],
    [
      'equal successes become one',
      { 200: json('string'), 201: json('string') },
      [['200|201: string']],
      ['but : unknown'],
    ],
    [
      'failures of one type become one; the rest is unknown',
      { 200: json('string'), 401: json('string'), 404: json('string'), 500: json('number') },
      [['200: string']],
      ['401|404: string', '500: number', 'but 401|404|500: unknown'],
    ],
    [
      '`default` is what is not listed',
      { 200: json('string'), 404: empty, default: json('number') },
      [['200: string']],
      ['404: unknown', 'but 404: number'],
    ],
    ['`default` alone is success too', { default: json('string') }, [['but : string']], ['but : string']],
    [
      'a class is all of it that is not listed',
      { '2XX': json('string'), 404: json('number'), '4XX': json('string') },
      [['but : string']],
      [
        '404: number',
        '400|401|402|403|405|406|407|408|409|410|411|412|413|414|415|416|417|418|421|422|423|424|425|426|428|429|431|451: string',
        'but 400|401|402|403|404|405|406|407|408|409|410|411|412|413|414|415|416|417|418|421|422|423|424|425|426|428|429|431|451: unknown',
      ],
    ],
    [
      'text where the failure is not JSON',
      {
        200: empty,
        413: { description: 'x', content: { 'application/json': { schema: { type: 'number' } }, 'text/html': {} } },
      },
      [['200: undefined']],
      ['413: number | string', 'but 413: unknown'],
    ],
    ['nothing said at all', {}, [['but : unknown']], ['but : unknown']],
  ])('%s', (_, responses, successes, failures) => {
    expect(shown(read(responses).responses)).toEqual({ successes, failures });
  });

  it('the success statuses of the descriptor are those listed', () => {
    expect(read({ 200: json('string'), 204: empty, 404: empty }).responses.success).toEqual([200, 204]);
  });

  it('HEAD has no body, whatever the contract says', () => {
    const { responses: head } = read({ 200: json('string') }, 'head');
    expect(head.codecs.size).toBe(0);
    expect(shown(head).successes).toEqual([['200: undefined']]);
  });
});

describe('responses by media type', () => {
  const content = (...types: string[]): unknown => ({
    200: { description: 'x', content: Object.fromEntries(types.map((type) => [type, { schema: { type: 'string' } }])) },
  });

  it('JSON comes first, the others in the contract’s order', () => {
    const { responses: all } = read(content('text/csv', 'application/octet-stream', 'application/json'));
    expect([...all.codecs]).toEqual([
      ['application/json', 'json'],
      ['text/csv', 'stream'],
      ['application/octet-stream', 'bytes'],
    ]);
  });

  it('those of one type are one choice; each choice has a result type of its own', () => {
    const { responses: all } = read(content('application/toml', 'text/plain', 'application/octet-stream'));
    expect(all.choices.map(({ mediaTypes, resultType }) => [resultType, ...mediaTypes])).toEqual([
      ['ThingsGetResultToml', 'application/toml', 'text/plain'],
      ['ThingsGetResultOctetStream', 'application/octet-stream'],
    ]);
  });

  it.each([
    [['application/json', 'text/csv'], { 'application/json': 'ThingsGetResult', 'text/csv': 'ThingsGetResultCsv' }],
    [['text/csv'], { 'text/csv': 'ThingsGetResult' }],
    [
      ['application/csv', 'x/octet-stream', 'y/octet-stream', 'application/octet-stream'],
      {
        'application/csv': 'ThingsGetResultCsv',
        'application/octet-stream': 'ThingsGetResultOctetStream',
        'x/octet-stream': 'ThingsGetResultOctetStream',
        'y/octet-stream': 'ThingsGetResultOctetStream',
      },
    ],
  ])('names of result types do not depend on the order of %j', (types, names) => {
    for (const order of [types, [...types].reverse()]) {
      const { choices } = read(content(...order)).responses;
      const found = choices.flatMap(({ mediaTypes, resultType }) => mediaTypes.map((each) => [each, resultType]));
      expect(Object.fromEntries(found)).toEqual(names);
    }
  });

  it('two that would be named alike are named in full', () => {
    const different = {
      200: {
        description: 'x',
        content: {
          'text/xml': { schema: { type: 'string' } },
          'application/xml': { schema: { type: 'string', format: 'binary' } },
        },
      },
    };
    expect(read(different).responses.choices.map(({ resultType }) => resultType)).toEqual([
      'ThingsGetResultTextXml',
      'ThingsGetResultApplicationXml',
    ]);
  });

  it('the configuration can code one differently', () => {
    const responses = content('application/octet-stream');
    const settings = { codecs: { op: { 'application/octet-stream': 'stream' as const } } };
    expect([...operationOf({ responses }, settings).operation.responses.codecs.values()]).toEqual(['stream']);
  });

  it.each([
    [{ nope: { 'a/b': 'text' as const } }, 'config-unknown-operation', /"nope", which is not an operation/],
    [
      { op: { 'text/xml': 'text' as const } },
      'config-unknown-operation',
      /"text\/xml", which "op" neither takes nor responds/,
    ],
  ])('a codec for what is not there is an error: %o', (codecs, code, message) => {
    const { diagnostics } = operationOf({ responses: content('text/plain') }, { codecs });
    expect(diagnostics).toMatchObject([{ code, severity: 'error', message: expect.stringMatching(message) }]);
  });

  it('what is not a media type is left out, and said', () => {
    const { operation, diagnostics } = operationOf({ responses: content('text/csv, text/plain', 'text/plain') });
    expect([...operation.responses.codecs.keys()]).toEqual(['text/plain']);
    expect(diagnostics).toMatchObject([{ code: 'feature-unsupported', severity: 'warning' }]);
  });
});

it('headers that responses of success declare are read, required where all of them say so', () => {
  const header = (schema: object, more: object = {}) => ({ schema, ...more });
  const { operation } = operationOf({
    responses: {
      200: {
        description: '',
        headers: {
          'X-Total': header({ type: 'integer' }, { required: true, description: 'How many there are.' }),
          'X-Kind': header({ type: 'string', enum: ['a', 'b'] }, { required: true }),
          'Content-Type': header({ type: 'string' }),
          'no header': header({ type: 'string' }),
        },
      },
      201: { description: '', headers: { 'x-total': header({ type: 'integer' }, { required: true }) } },
      404: { description: '', headers: { 'X-Error': header({ type: 'string' }) } },
    },
  });
  expect(operation.responses.headers).toEqual([
    {
      name: 'X-Total',
      required: true,
      deprecated: false,
      description: 'How many there are.',
      type: { kind: 'keyword', name: 'string' },
    },
    { name: 'X-Kind', required: false, deprecated: false, type: { kind: 'literals', values: ['a', 'b'] } },
  ]);
});

describe('items of a response, where the configuration says what they are', () => {
  const stream = (mediaType: string) => ({ responses: { 200: { description: '', content: { [mediaType]: {} } } } });
  const components = { schemas: { Event: { type: 'object', properties: { a: { type: 'string' } } } } };
  const typesOf = (mediaType: string, itemSchemas: Record<string, string>) => {
    const { operation, diagnostics } = operationOf(stream(mediaType), { itemSchemas }, { components });
    const types = operation.responses.choices.flatMap(({ successes }) => successes.map(({ type }) => typeText(type)));
    return { types, codecs: [...operation.responses.codecs.values()], diagnostics };
  };

  it.each([
    ['application/x-ndjson', 'jsonl', 'ItemStream<EventModel>'],
    ['application/json-seq', 'json-seq', 'ItemStream<EventModel>'],
    ['text/event-stream', 'sse', 'ItemStream<EventModel>'],
    ['text/plain', 'text', 'string'],
  ])('%s', (mediaType, codec, want) => {
    const { types, codecs, diagnostics } = typesOf(mediaType, { op: 'Event' });
    expect([types, codecs, diagnostics]).toEqual([[want], [codec], []]);
  });

  it('a schema that is not there is reported', () => {
    const { codecs, diagnostics } = typesOf('application/x-ndjson', { op: 'Nope' });
    expect([codecs, diagnostics.map(({ code }) => code)]).toEqual([['stream'], ['config-unknown-operation']]);
  });
});

describe('what JSON of success is', () => {
  const of = (schema: unknown): unknown => ({ description: 'x', content: { 'application/json': { schema } } });
  const object = { type: 'object', properties: { a: { type: 'string' } } };

  it.each<[string, unknown, 'object' | 'array' | undefined]>([
    ['an object', { 200: of(object) }, 'object'],
    ['an object by its properties', { 200: of({ properties: {} }) }, 'object'],
    ['an array', { 200: of({ type: 'array', items: {} }) }, 'array'],
    ['all parts of an object', { 200: of({ allOf: [object, { required: ['a'] }] }) }, 'object'],
    ['one of two objects', { 200: of({ oneOf: [object, { type: 'object' }] }) }, 'object'],
    ['an object or an array', { 200: of({ oneOf: [object, { type: 'array' }] }) }, undefined],
    ['an object or null', { 200: of({ ...object, nullable: true }) }, undefined],
    ['an object or null, in other words', { 200: of({ ...object, type: ['object', 'null'] }) }, undefined],
    ['a scalar', { 200: of({ type: 'string' }) }, undefined],
    ['anything', { 200: of({}) }, undefined],
    ['two successes of one kind', { 200: of(object), 202: of({ type: 'object' }) }, 'object'],
    ['two successes of two kinds', { 200: of(object), 202: of({ type: 'array' }) }, undefined],
    ['a success with a body and one without', { 200: of(object), 204: empty }, 'object'],
    ['a failure is another thing', { 200: of(object), 400: of({ type: 'array' }) }, 'object'],
    ['no body', { 204: empty }, undefined],
    ['text', { 200: { description: 'x', content: { 'text/plain': { schema: object } } } }, undefined],
  ])('%s', (_, responses, want) => {
    expect(read(responses).responses.holds).toBe(want);
  });
});
