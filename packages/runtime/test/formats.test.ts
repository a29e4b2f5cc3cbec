import { describe, expect, it } from 'vitest';
import {
  call,
  codecOf,
  createApi,
  createClient,
  DecodeError,
  FORMAT,
  formatParameter,
  type OperationDescriptor,
} from '../src/index.js';

/** A fetch that keeps the addresses, headers and bodies of what it is asked. */
function caught(respond: () => Response) {
  const sent: { url: string; accept: string | null; body: string }[] = [];
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    sent.push({
      url: request.url.slice('http://api.example'.length),
      accept: request.headers.get('accept'),
      body: await request.text(),
    });
    return respond();
  };
  return { options: { baseUrl: 'http://api.example', fetch }, sent };
}

const values = { 'application/json': 'json', 'text/csv': 'csv' };
const search: OperationDescriptor = {
  name: 'search',
  method: 'GET',
  path: '/search',
  query: ['q'],
  response: { 'application/json': 'json', 'text/csv': 'text' },
  format: { in: 'query', name: 'format', values },
  features: { formatParameter },
};
const find: OperationDescriptor = {
  ...search,
  method: 'POST',
  body: { 'application/json': 'json' },
  format: { in: 'body', name: 'format', values },
};
const run = (descriptor: OperationDescriptor, args: readonly unknown[], respond = () => new Response('[]')) => {
  const { options, sent } = caught(respond);
  const result = call(createClient(options), descriptor, ...(args as never[])) as Promise<unknown>;
  return result.then((data) => ({ data, sent: sent[0] }));
};

describe('a parameter that says in which form to respond', () => {
  it.each<[string, readonly unknown[], string]>([
    ['without a query', [], '/search?format=json'],
    ['beside a query', [{ q: 'a' }], '/search?format=json&q=a'],
    ['by the media type that is asked for', [{ q: 'a' }, { accept: 'text/csv' }], '/search?format=csv&q=a'],
    ['by the header', [{ q: 'a' }, { headers: { Accept: 'text/csv; q=1' } }], '/search?format=csv&q=a'],
    ['unless the caller says it', [{ format: 'own' }], '/search?format=own'],
  ])('in the query %s', async (_, args, url) => {
    expect((await run(search, args)).sent).toMatchObject({ url, accept: '*/*' });
  });

  it('in a JSON body, of which the caller’s own members stay', async () => {
    expect((await run(find, [{ q: 'a' }])).sent?.body).toBe('{"format":"json","q":"a"}');
    expect((await run(find, [{ q: 'a', format: 'own' }])).sent?.body).toBe('{"format":"own","q":"a"}');
  });

  it('not in a body that is encoded already, nor in one that is no object', async () => {
    expect((await run(find, [new TextEncoder().encode('{}')])).sent?.body).toBe('{}');
    expect((await run(find, [[1]])).sent?.body).toBe('[1]');
  });

  it('a query that is not an object is refused all the same', async () => {
    await expect(run(search, ['q=a'])).rejects.toThrow('the query must be an object; got a string');
  });
});

describe('a response of any kind is decoded by the media type that was sent', () => {
  const any: OperationDescriptor = {
    name: 'any',
    method: 'GET',
    path: '/any',
    response: { '*/*': 'any' },
    features: { codecOf },
  };
  const sentAs = (body: string, contentType?: string) => () => {
    const response = new Response(body);
    if (contentType === undefined) response.headers.delete('content-type');
    else response.headers.set('content-type', contentType);
    return response;
  };

  it.each<[string | undefined, unknown]>([
    ['application/json', { a: 1 }],
    ['application/problem+json; charset=utf-8', { a: 1 }],
    ['json', { a: 1 }],
    ['text/html', '{"a":1}'],
    [undefined, '{"a":1}'],
    ['application/octet-stream; note="application/json"', new TextEncoder().encode('{"a":1}')],
    ['image/jsonish', new TextEncoder().encode('{"a":1}')],
  ])('%s', async (contentType, want) => {
    expect((await run(any, [], sentAs('{"a":1}', contentType))).data).toEqual(want);
  });

  it('what is called JSON and is none is an error', async () => {
    await expect(run(any, [], sentAs('no', 'application/json'))).rejects.toBeInstanceOf(DecodeError);
  });
});

describe('a server whose paths lack a prefix', () => {
  const list: OperationDescriptor = {
    name: 'things.list',
    method: 'GET',
    path: '/accounts/{accountId}/things/{id}',
    bound: ['accountId'],
    response: { 'application/json': 'json' },
  };
  type Api = {
    things: { list(id: string): Promise<unknown> };
    http: { GET(path: string, init: object): Promise<unknown> };
  };

  it('is asked without it, and without what is bound there', async () => {
    const { options, sent } = caught(() => Response.json([]));
    const api = createApi<Api>(options, [list], { format: FORMAT, withoutPrefix: '/accounts/{accountId}' });
    await api.things.list('a b');
    await api.http.GET('/accounts/{accountId}/things/{id}', { params: { path: { id: '1' } } });
    expect(sent.map(({ url }) => url)).toEqual(['/things/a%20b', '/things/1']);
  });
});
