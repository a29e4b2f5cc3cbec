import { format, inspect } from 'node:util';
import { call } from '@influxkit/runtime';
import { expect, test } from 'vitest';
import { type AuthStrategy, type Credential, combineAuth, type IssuedCredential, secret } from '../../src/index.js';
import { serve } from '../server.js';
import type { World } from '../world.js';

export const SECRET = 'my-very-secret-word';
const forms = [SECRET, btoa(`me:${SECRET}`), encodeURIComponent(SECRET), 'cookie-of-mine'];

/** All ways in which a value gets into a log, a message or a snapshot. */
const ways: readonly [name: string, print: (value: unknown) => string][] = [
  ['String', (value) => String(value)],
  ['a template', (value) => `${value}`],
  ['JSON.stringify', (value) => JSON.stringify(value) ?? ''],
  ['JSON.stringify of what holds it', (value) => JSON.stringify({ value, list: [value] })],
  ['inspect', (value) => inspect(value)],
  [
    'inspect of everything',
    (value) => inspect(value, { depth: null, showHidden: true, getters: true, showProxy: true }),
  ],
  ['inspect without its own', (value) => inspect(value, { depth: null, showHidden: true, customInspect: false })],
  ['format', (value) => format('%s %o %O %j', value, value, value, value)],
  ['its properties', (value) => Object.entries(Object(value)).flat().map(String).join()],
  [
    'all its properties',
    (value) =>
      Object.values(Object.getOwnPropertyDescriptors(Object(value)))
        .map((each) => String(each.value))
        .join(),
  ],
  ['a message', (value) => new Error(`failed with ${value}`, { cause: value }).message],
];

/** Where credentials show: nowhere. `values` are objects of the package that hold SECRET, `calls` says what a server gets. */
export function printingSuite(
  { subjects, client, query }: World,
  values: readonly [name: string, value: unknown][] = [],
): void {
  const holders: [name: string, make: (credential: Credential) => AuthStrategy][] = [
    ...subjects.map(({ name, make }) => [name, make] as [string, typeof make]),
    ['combineAuth', (credential) => combineAuth(...subjects.map(({ make }) => make(credential)))],
  ];

  const given: [name: string, credential: Credential][] = [
    ['a string', SECRET],
    ['a secret()', secret(SECRET)],
    ['a provider', () => SECRET],
    ['an async provider that says when', async () => ({ value: secret(SECRET), expiresAt: 4e12 })],
  ];

  test.each(
    holders.flatMap(([name, make]) => given.map(([kind, credential]) => [name, kind, make(credential)] as const)),
  )('%s with %s does not show it, nor does its client, before and after a call', async (_, __, auth) => {
    const { url } = await serve(
      (_, response) => void response.writeHead(200, { 'set-cookie': 'session=cookie-of-mine' }).end('{}'),
    );
    const api = client({ baseUrl: url, auth });
    for (let turn = 0; turn < 2; turn++) {
      for (const value of [auth, api, { baseUrl: url, auth }, [auth]])
        for (const [way, print] of ways) for (const form of forms) expect(print(value), way).not.toContain(form);
      for (const way of [String, inspect, (value: unknown) => JSON.stringify({ value })])
        expect(way(auth)).toContain('[redacted]');
      await call(api, query);
    }
  });

  test.each<[name: string, value: unknown]>([
    ['a secret()', secret(SECRET)],
    ['what a provider gives', { value: secret(SECRET), expiresAt: new Date(0) } satisfies IssuedCredential],
    ['configuration', { url: 'http://h', token: secret(SECRET), user: { username: 'me', password: secret(SECRET) } }],
    ...values,
  ])('%s does not show it', (_, value) => {
    for (const [way, print] of ways) expect(print(value), way).not.toContain(SECRET);
    expect(inspect(value)).toContain('[redacted]');
    expect(JSON.stringify(value)).toContain('[redacted]');
  });

  test('a secret() can be had back', () => {
    expect(secret(SECRET).reveal()).toBe(SECRET);
  });

  test.each<[name: string, status: number, body: (given: string) => string]>([
    ['says it', 400, (given) => JSON.stringify({ code: 'invalid', message: given })],
    ['says it in an error of its own', 500, (given) => `<html>${given}</html>`],
    ['refuses', 401, (given) => `{"message":"no ${given}"}`],
    ['responds with what is not JSON', 200, (given) => given],
  ])('a server that %s gets no credential into an error', async (_, status, body) => {
    for (const { name, make, isSession } of subjects) {
      const { url } = await serve(({ url, headers }, response) => {
        const given = `${url} ${headers.authorization} ${headers.cookie} ${SECRET}`;
        if (isSession && url.endsWith('signin'))
          response.writeHead(204, { 'set-cookie': 'session=cookie-of-mine' }).end();
        else response.writeHead(status, { 'x-influxdb-error': given.replaceAll('\n', '') }).end(body(given));
      });
      const json = { ...query, response: { 'application/json': 'json' } } as typeof query;
      const error = await call(client({ baseUrl: url, auth: make(() => SECRET) }), json).catch(
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(Error);
      const shown = [
        inspect(error, { depth: null, showHidden: true }),
        JSON.stringify(error),
        String((error as Error).stack),
      ];
      // The session's password went to signing in alone: what this server says of it, it did not learn from this request.
      const own = isSession ? forms.filter((form) => form !== SECRET) : forms;
      for (const form of own) expect(shown.join(), name).not.toContain(form);
      if (status === 400) expect((error as Error).message).toContain('[redacted]');
    }
  });
}
