import { Octokit } from '@octokit/core';
import { paginateRest } from '@octokit/plugin-paginate-rest';
import { OpenAI } from 'openai';
import { paginate } from '../../src/index.js';
import { clientOf } from '../api.js';
import { listen } from '../network.js';

// What does not page, given to each: what the compiler says of it is in the comments, which it checks.

/** Whether it fails at run time, too. */
async function fails(iterate: (url: string) => AsyncIterable<unknown> | Promise<unknown>): Promise<boolean> {
  const server = await listen((_, response) => response.end('{"id":"1"}'));
  try {
    const given = iterate(server.url);
    if (given instanceof Promise && !(Symbol.asyncIterator in given)) await given;
    else for await (const _ of given as AsyncIterable<unknown>);
    return false;
  } catch {
    return true;
  } finally {
    await server.stop();
  }
}

const described = (hasFailed: boolean): string =>
  hasFailed ? 'refused by the compiler and at run time' : 'gives the response as if it were a list';

export const refusals: Readonly<Record<string, () => Promise<string>>> = {
  '@influxkit/pagination': async () =>
    described(
      await fails((baseUrl) => {
        const { buckets } = clientOf({ offset: 'offset' }, { baseUrl });
        // @ts-expect-error: buckets.get does not page
        return paginate(buckets.get, '1');
      }),
    ),
  octokit: async () =>
    described(
      await fails((baseUrl) => {
        const client = new (Octokit.plugin(paginateRest))({ baseUrl });
        // The compiler takes any route.
        return client.paginate('GET /user');
      }),
    ),
  openai: async () =>
    described(
      await fails(async function* (baseURL) {
        const client = new OpenAI({ baseURL, apiKey: 'a', maxRetries: 0 });
        const given = client.models.retrieve('1');
        await given;
        // @ts-expect-error: what retrieve gives has no async iterator
        for await (const _ of given) yield _;
      }),
    ),
};
