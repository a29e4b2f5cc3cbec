import { basicAuth, combineAuth } from '@influxkit/auth';
import { createOssV2 } from '@influxkit/oss-v2';
import { createClient } from '@influxkit/runtime';
import { createWriter } from '@influxkit/write';
import { expect, test } from 'vitest';
import { queryAuth, tokenAuth } from '../src/auth.js';

const user = { username: 'me', password: 'a-password' };

/** A write to `/write` of 1.x, which takes user and password where most of the API takes a token alone. */
test.each([
  ['a token', tokenAuth('a-token'), /^Token a-token$/],
  ['user and password in the header', basicAuth(user), /^Basic /],
  ['user and password in the query', queryAuth(user), /^u=me&p=a-password$/],
  ['the first of several that fits', combineAuth(basicAuth(user), tokenAuth('a-token')), /^(Basic|Token) /],
])(
  'the writer to 1.x sends %s, through a client of a product and through one without a contract',
  async (_, auth, want) => {
    const sent: string[] = [];
    const transport = async ({ url, headers }: { url: string; headers: Record<string, string> }) => {
      const { searchParams } = new URL(url);
      const inQuery = searchParams.has('u') ? `u=${searchParams.get('u')}&p=${searchParams.get('p')}` : undefined;
      sent.push(headers['authorization'] ?? inQuery ?? 'nothing');
      return new Response(null, { status: 204 });
    };
    for (const api of [
      createOssV2({ baseUrl: 'http://h', auth, transport }),
      createClient({ baseUrl: 'http://h', auth, transport }),
    ]) {
      const writer = createWriter(api, { db: 'd' });
      writer.write({ measurement: 'm', fields: { f: 1 } });
      expect((await writer.close()).stats).toMatchObject({ written: 1 });
    }
    expect(sent).toHaveLength(2);
    for (const credential of sent) expect(credential).toMatch(want);
  },
);
