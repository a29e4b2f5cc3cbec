import { ApiError } from '@influxkit/runtime';
import { describe, expect, it } from 'vitest';
import { createCore } from '../src/core.js';
import { createClustered, createDedicated } from '../src/management.js';

interface Sent {
  readonly request: string;
  readonly accept: string | null;
  readonly body: string;
}

/** A fetch that keeps what it is asked and responds as given. */
function caught(respond: () => Response): { fetch: typeof fetch; sent: Sent[] } {
  const sent: Sent[] = [];
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const { pathname, search } = new URL(request.url);
    sent.push({
      request: `${request.method} ${pathname}${search}`,
      accept: request.headers.get('accept'),
      body: await request.text(),
    });
    return respond();
  };
  return { fetch, sent };
}

const core = (respond: () => Response) => {
  const { fetch, sent } = caught(respond);
  return { api: createCore({ baseUrl: 'http://influx.example', fetch }), sent };
};

describe('the form of rows is the client’s to say', () => {
  const query = { db: 'd', q: 'SELECT 1 AS a' };

  it('JSON by default, in the body of a POST', async () => {
    const { api, sent } = core(() => Response.json([{ a: 1 }]));
    const rows = await api.query.sql(query);
    expect(rows[0]?.['a']).toBe(1);
    expect(sent).toEqual([
      {
        request: 'POST /api/v3/query_sql',
        accept: '*/*',
        body: '{"format":"json","db":"d","q":"SELECT 1 AS a"}',
      },
    ]);
  });

  it('the media type that is asked for, in the query of a GET', async () => {
    const { api, sent } = core(() => new Response('a\n1\n'));
    const csv = await api.query.influxql.get({ q: 'SELECT 1', params: { h: 'a b' } }, { accept: 'text/csv' });
    expect(await new Response(csv).text()).toBe('a\n1\n');
    expect(sent).toMatchObject([
      {
        request: 'GET /api/v3/query_influxql?format=csv&q=SELECT%201&params=%7B%22h%22%3A%22a%20b%22%7D',
        accept: '*/*',
      },
    ]);
  });

  it('databases are listed without a word of it', async () => {
    const { api, sent } = core(() => Response.json([{ 'iox::database': '_internal' }]));
    expect((await api.databases.list())[0]?.['iox::database']).toBe('_internal');
    await api.databases.list({ show_deleted: true });
    expect(sent.map(({ request }) => request)).toEqual([
      'GET /api/v3/configure/database?format=json',
      'GET /api/v3/configure/database?format=json&show_deleted=true',
    ]);
  });

  it('a body of bytes is sent as it is: its form is the caller’s to say', async () => {
    const { api, sent } = core(() => Response.json([]));
    const bytes = new TextEncoder().encode('{"db":"d","q":"x","params":{"n":9007199254740993},"format":"json"}');
    await api.query.sql(bytes as never);
    expect(sent[0]?.body).toBe('{"db":"d","q":"x","params":{"n":9007199254740993},"format":"json"}');
  });
});

describe('what a plugin responds is decoded by what it is', () => {
  it.each<[string, () => Response, unknown]>([
    ['JSON', () => Response.json({ a: 1 }), { a: 1 }],
    ['a word for JSON that is no media type', () => new Response('[1]', { headers: { 'content-type': 'json' } }), [1]],
    ['text', () => new Response('fine', { headers: { 'content-type': 'text/html; charset=utf-8' } }), 'fine'],
    [
      'bytes',
      () => new Response(new Uint8Array([0, 255]), { headers: { 'content-type': 'application/octet-stream' } }),
      new Uint8Array([0, 255]),
    ],
  ])('%s', async (_, respond, value) => {
    expect(await core(respond).api.engine.get('report')).toEqual(value);
  });
});

describe('refused lines', () => {
  it('are in the body of the error, typed', async () => {
    const line = { error_message: 'No fields were provided', line_number: 2, original_line: 'm v=' };
    const { api } = core(() =>
      Response.json({ error: 'partial write of line protocol occurred', data: [line] }, { status: 400 }),
    );
    const result = await api.write('m v=1\nm v=', { query: { db: 'd' } }).result();
    if (result.ok || result.status !== 400) throw new Error('It was stored.');
    expect(result.error).toBeInstanceOf(ApiError);
    expect(result.error.message).toBe('write: 400: partial write of line protocol occurred');
    const { body } = result.error;
    expect(typeof body === 'object' ? body.data : undefined).toEqual([line]);
  });
});

describe('the management API', () => {
  const ids = { accountId: 'a', clusterId: 'c' };

  it('of Dedicated has account and cluster in every path, given once', async () => {
    const { fetch, sent } = caught(() => Response.json([]));
    const api = createDedicated({ baseUrl: 'https://console.example', ...ids, fetch });
    await api.databases.list();
    await api.tables.delete('d', 't', {});
    expect(sent.map(({ request }) => request)).toEqual([
      'GET /api/v0/accounts/a/clusters/c/databases',
      'DELETE /api/v0/accounts/a/clusters/c/databases/d/tables/t',
    ]);
  });

  it('of Clustered has neither', async () => {
    const bodies = [{}, []];
    const { fetch, sent } = caught(() => Response.json(bodies.shift()));
    const api = createClustered({ baseUrl: 'https://cluster.example', fetch });
    await api.tables.rename('d', 't', { name: 'u' });
    await api.http.GET('/accounts/{accountId}/clusters/{clusterId}/databases');
    expect(sent.map(({ request }) => request)).toEqual([
      'PUT /api/v0/databases/d/tables/t/rename',
      'GET /api/v0/databases',
    ]);
  });

  it('of Dedicated is not made without them', () => {
    expect(() => createDedicated({ baseUrl: 'https://console.example' } as never)).toThrow('accountId must be given');
  });
});
