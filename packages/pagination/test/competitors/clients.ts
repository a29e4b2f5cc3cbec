import { Octokit } from '@octokit/core';
import { paginateRest } from '@octokit/plugin-paginate-rest';
import { OpenAI } from 'openai';
import { cursorOf, paginate } from '../../src/index.js';
import { clientOf } from '../api.js';

/** A page as any of the servers has it. */
export interface Served {
  readonly ids: readonly string[];
  /** Query of the next page, or another server's address. Absent: there is none. */
  readonly next?: string;
  readonly status?: number;
}

/** A client with its paginate, and what its kind of server responds with. */
export interface ComparedClient {
  /** Where the list is. */
  readonly path: string;
  /** Iterates the list of a server; `from` is what `resume` got out of an error. */
  iterate(url: string, from?: unknown): AsyncIterable<string>;
  /** What of an error is enough to go on with the page that failed; undefined where nothing is. */
  resume(error: unknown): unknown;
  /** A page in the server's words: head and body. */
  respond(served: Served, next: string | undefined): [headers: Record<string, string>, body: unknown];
}

const items = (ids: readonly string[]) => ids.map((id) => ({ id }));
const TOKEN = 'a-token';

const influxkit: ComparedClient = {
  path: '/api/v2/buckets',
  async *iterate(baseUrl, cursor) {
    const rule = { limit: 'limit', max: 100, offset: 'offset', after: 'after', next: 'links.next' };
    const api = clientOf(rule, { baseUrl, headers: { authorization: `Token ${TOKEN}` } });
    const options = { pageSize: 2, cursor: cursor as ReturnType<typeof cursorOf> };
    for await (const { id } of paginate(api.buckets.list, {}, options)) yield id;
  },
  resume: cursorOf,
  respond: ({ ids }, next) => [{}, { buckets: items(ids), links: { ...(next !== undefined && { next }) } }],
};

const octokit: ComparedClient = {
  path: '/items',
  async *iterate(baseUrl, from) {
    const client = new (Octokit.plugin(paginateRest))({ baseUrl, auth: TOKEN, log: silent });
    const pages = client.paginate.iterator((from as string | undefined) ?? 'GET /items', { per_page: 2 });
    for await (const { data } of pages) for (const { id } of data as { id: string }[]) yield id;
  },
  // The address of the request that failed.
  resume: (error) => Object(Object(error).request).url,
  respond: ({ ids }, next) => [next === undefined ? {} : { link: `<${next}>; rel="next"` }, items(ids)],
};

const openai: ComparedClient = {
  path: '/files',
  async *iterate(baseURL) {
    const client = new OpenAI({ baseURL, apiKey: TOKEN, maxRetries: 0 });
    for await (const { id } of client.files.list({ limit: 2 })) yield id;
  },
  // Status, head and body of the response; nothing of what was asked for.
  resume: (error) => Object(error).cursor ?? Object(error).url ?? Object(error).options,
  respond: ({ ids }, next) => [{}, { object: 'list', data: items(ids), has_more: next !== undefined }],
};

const silent = { debug() {}, info() {}, warn() {}, error() {} };

export const clients: Readonly<Record<string, ComparedClient>> = {
  '@influxkit/pagination': influxkit,
  octokit,
  openai,
};
