import { inspect } from 'node:util';
import { call, RequestError } from '@influxkit/runtime';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { secret } from '../../src/index.js';
import type { World } from '../world.js';

const refusedEverywhere: readonly [name: string, text: string, says: string][] = [
  ['a line feed at its end', 'my-secret\n', 'a line feed (U+000A), at position 10 of 10: trim it'],
  ['another header', 'my-secret\r\nx-evil: 1', 'a carriage return (U+000D), at position 10 of 20'],
  ['a NUL', 'my\0secret', 'a NUL (U+0000), at position 3 of 9'],
  ['a tab', 'my-secret\t', 'a tab (U+0009), at position 10 of 10: trim it'],
  ['an escape', '\x1b[31mmy-secret', 'a control character (U+001B), at position 1 of 14'],
  ['a delete', 'my-secret\x7f', 'a control character (U+007F), at position 10 of 10'],
  ['a control character beyond ASCII', 'my-secret\x85', 'a control character (U+0085), at position 10 of 10'],
];
const refusedInHeaders: typeof refusedEverywhere = [
  ['a character beyond Latin-1', 'my-secret–', 'a character that a header cannot carry, at position 10 of 10'],
  ['a lone surrogate', 'my\ud800secret', 'a character that a header cannot carry, at position 3 of 9'],
  ['a space at its end', 'my-secret ', 'a space at its end, at position 10 of 10: trim it'],
  ['a space at its start', ' my-secret', 'a space at its start, at position 1 of 10: trim it'],
];

const refusedBy = {
  header: [...refusedEverywhere, ...refusedInHeaders],
  cookie: [
    ...refusedEverywhere.filter(([name]) => name !== 'another header'),
    ['a semicolon', 'my-secret; a=b', 'a character that a cookie cannot carry, at position 10 of 14'],
    ['a space at its end', 'my-secret ', 'a character that a cookie cannot carry, at position 10 of 10: trim it'],
    ['a character beyond ASCII', 'my-secretü', 'a character that a cookie cannot carry, at position 10 of 10'],
  ],
  encoded: [...refusedEverywhere, ['a lone surrogate', 'my\ud800secret', 'a lone surrogate, at position 3 of 9']],
} satisfies Record<string, readonly (typeof refusedEverywhere)[number][]>;

const carried = {
  header: /^(?! )[ -~\xa0-\xff]+(?<! )$/,
  cookie: /^[!#-+\--:<-[\]-~]+$/,
  encoded: /^[^\p{Cc}\p{Surrogate}]+$/u,
};

/** Which characters the strategies refuse in credentials, and what they say of them. */
export function charactersSuite({ subjects, ofUsers, client, query }: World): void {
  describe.each(subjects)('$name', ({ what, carrier, make }) => {
    test.each(refusedBy[carrier])('refuses %s, says what and where, and shows nothing of it', async (_, text, says) => {
      const message = `the ${what} holds ${says}`;
      for (const value of [text, secret(text)]) {
        let error: unknown;
        try {
          make(value);
        } catch (reason) {
          error = reason;
        }
        expect(error).toBeInstanceOf(TypeError);
        expect((error as Error).message).toBe(message);
        expect(inspect(error, { depth: null, showHidden: true })).not.toContain('secret');
      }
      for (const value of [text, secret(text), { value: text }]) {
        let sent = 0;
        const transport = async () => {
          sent++;
          return new Response(null, { status: 204 });
        };
        const api = client({ baseUrl: 'http://h', auth: make(() => value), transport });
        const error = await call(api, query).catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(RequestError);
        expect((error as Error).message.endsWith(message)).toBe(true);
        expect(inspect(error, { depth: null, showHidden: true })).not.toContain('secret');
        expect(sent).toBe(0);
      }
    });

    test('takes any string that it can carry, and refuses any other before it is sent', async () => {
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1 }), async (text) => {
          const transport = async () => new Response(null, { status: 204 });
          const outcome = await call(client({ baseUrl: 'http://h', auth: make(() => text), transport }), query).then(
            () => true,
            (error: unknown) => error,
          );
          if (carried[carrier].test(text)) expect(outcome).toBe(true);
          else expect(outcome).toBeInstanceOf(RequestError);
        }),
      );
    });
  });

  test.each<[name: string, username: unknown, says: RegExp]>([
    ['empty', '', /the username must be a non-empty string; got/],
    ['missing', undefined, /the username must be a non-empty string; got/],
    ['with a colon', 'a:b', /the username must not have a colon/],
    ['with a line break', 'a\nb', /the username holds a line feed \(U\+000A\), at position 2 of 3/],
    ['with a lone surrogate', 'a\ud800', /the username holds a lone surrogate/],
  ])('a user name that is %s is refused at once', (_, username, says) => {
    const wrong = { username: username as string, password: 'x' };
    for (const make of ofUsers) {
      expect(() => make(wrong)).toThrow(TypeError);
      expect(() => make(wrong)).toThrow(says);
    }
  });
}
