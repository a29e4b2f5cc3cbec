import { inspect } from 'node:util';
import { ApiError, call, RequestError, type Transport } from '@influxkit/runtime';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { CredentialProvider, IssuedCredential } from '../../src/index.js';
import { inProcess, type Seen, serve } from '../server.js';
import type { Subject, World } from '../world.js';

/** A server that takes the credentials which `valid` holds, and sessions that were begun with one of them. */
async function authServer(find: Subject['seen'], valid: Set<string>) {
  const used: string[] = [];
  const { url, seen, forget } = await serve((request, response) => {
    if (takes(request, find, valid, used)) response.writeHead(200, SESSION).end('{}');
    else response.writeHead(401).end('{"code":"unauthorized"}');
  });
  return { url, seen, forget, used };
}

/** The same without a network. */
function authServerInProcess(find: Subject['seen'], valid: Set<string>) {
  const used: string[] = [];
  const server = inProcess((request) =>
    takes(request, find, valid, used) ? new Response('{}', { headers: SESSION }) : new Response('{}', { status: 401 }),
  );
  return { ...server, used };
}

const SESSION = { 'set-cookie': 'session=a-session; Path=/api/' };

function takes(request: Seen, find: Subject['seen'], valid: Set<string>, used: string[]): boolean {
  const given = find(request);
  if (given !== undefined) used.push(given);
  return valid.has(given ?? '') || /^session=./.test(request.headers.cookie ?? '');
}

/** A provider that counts how often it is asked, and how often at the same time; it resolves once `ready` has. */
export function counting(
  give: (count: number) => string | IssuedCredential,
  ready: () => Promise<void> = async () => {},
) {
  const state = { asked: 0, atOnce: 0, most: 0 };
  const provider: CredentialProvider = async () => {
    const count = ++state.asked;
    state.most = Math.max(state.most, ++state.atOnce);
    await ready();
    state.atOnce--;
    return give(count);
  };
  return { state, provider };
}

/** Some turns of the event loop: all that was begun at once is under way then. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** When a provider is called, and what becomes of what it gives. */
export function providersSuite({ subjects, client, query, write }: World): void {
  afterEach(() => vi.useRealTimers());

  describe.each(subjects)('a provider of $name', ({ make, seen: find, isSession }) => {
    const api = (url: string, provider: CredentialProvider, options = {}, transport?: Transport) =>
      client({ baseUrl: url, auth: make(provider, options), retry: false, transport });

    test('is asked once for 1,000 calls at the same time, and not again for the next', async () => {
      const { url, used, transport } = authServerInProcess(find, new Set(['secret-1']));
      const { state, provider } = counting((count) => `secret-${count}`, turns);
      const own = api(url, provider, {}, transport);
      await Promise.all(Array.from({ length: 1000 }, () => call(own, query)));
      await call(own, query);
      expect(state.asked).toBe(1);
      expect(new Set(used)).toEqual(new Set(['secret-1']));
    });

    test('is asked again once when the server responds 401 to many, and each is sent once more', async () => {
      const valid = new Set(['secret-1']);
      const { url, seen, forget } = await authServer(find, valid);
      const { state, provider } = counting((count) => `secret-${count}`, turns);
      // For a session the password is asked for when one is begun.
      const own = api(url, provider);
      if (isSession) valid.delete('secret-1');
      else await call(own, query);
      valid.clear();
      valid.add('secret-2');
      forget();
      await Promise.all(Array.from({ length: 50 }, () => call(own, query)));
      expect(state.asked).toBe(2);
      expect(seen.length).toBe(isSession ? 52 : 100);
    });

    test('is not asked for ever: the second 401 is the response', async () => {
      const { url, seen } = await authServer(find, new Set());
      const { state, provider } = counting((count) => `secret-${count}`);
      const error = await call(api(url, provider), query).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(ApiError);
      expect(error).toMatchObject({ status: 401 });
      expect(state.asked).toBe(2);
      expect(seen).toHaveLength(2);
    });

    test('that rejects rejects all that wait, shows nothing of what it said, and is asked again by the next', async () => {
      const { url, seen } = await authServer(find, new Set(['secret-2']));
      const { state, provider } = counting((count) => {
        if (count === 1)
          throw Object.assign(new TypeError('vault says hunter2 is no key', { cause: 'hunter2' }), { code: 'EVAULT' });
        return 'secret-2';
      });
      const own = api(url, provider);
      const errors = await Promise.all(
        Array.from({ length: 10 }, () => call(own, query).catch((reason: unknown) => reason)),
      );
      for (const error of errors) {
        expect(error).toBeInstanceOf(RequestError);
        expect(String(error)).toMatch(/: the provider of the (token|password|API key) failed: TypeError EVAULT$/);
        expect(inspect(error, { depth: null, showHidden: true })).not.toContain('hunter2');
      }
      expect(state.asked).toBe(1);
      expect(seen).toEqual([]);
      await call(own, query);
      expect(state.asked).toBe(2);
    });

    test('keeps what an aborted call was waiting for, for the others', async () => {
      const { url } = await authServer(find, new Set(['secret-1']));
      let give = (): void => {};
      const given = new Promise<void>((resolve) => {
        give = resolve;
      });
      const { state, provider } = counting(
        (count) => `secret-${count}`,
        () => given,
      );
      const own = api(url, provider);
      const end = new AbortController();
      const reason = new Error('mine');
      const first = call(own, query, { signal: end.signal });
      const second = call(own, query);
      await expect.poll(() => state.asked).toBe(1);
      end.abort(reason);
      await expect(first).rejects.toBe(reason);
      give();
      await second;
      await call(own, query);
      expect(state.asked).toBe(1);
    });

    test('is not asked by a call that is aborted already', async () => {
      const { url } = await authServer(find, new Set());
      const { state, provider } = counting(() => 'a');
      const reason = new Error('mine');
      await expect(call(api(url, provider), query, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      expect(state.asked).toBe(0);
    });

    test('that stalls rejects within its timeout, and is asked again by the next', async () => {
      const { url } = await authServer(find, new Set(['secret-2']));
      let asked = 0;
      const provider = () => (++asked === 1 ? new Promise<string>(() => {}) : 'secret-2');
      const own = api(url, provider, { timeout: 30 });
      await expect(call(own, query)).rejects.toThrow(
        /the provider of the (token|password|API key) gave nothing within 30 ms/,
      );
      await call(own, query);
      expect(asked).toBe(2);
    });

    test.each<[name: string, given: unknown, message: RegExp]>([
      ['nothing', undefined, /must be a non-empty string/],
      ['an empty string', '', /must be a non-empty string/],
      ['a number', 5, /must be a non-empty string/],
      ['a line break', 'hunter2\n', /holds a line feed \(U\+000A\), at position 8 of 8: trim it/],
      [
        'seconds',
        { value: 'hunter2', expiresAt: 1_795_000_000 },
        /expiresAt of the .* must be a valid Date or a number of milliseconds/,
      ],
      ['no time', { value: 'hunter2', expiresAt: new Date(Number.NaN) }, /expiresAt of the/],
      ['a time as a string', { value: 'hunter2', expiresAt: '2026-01-01' }, /expiresAt of the/],
    ])('that gives %s rejects with what is wrong, and shows nothing', async (_, given, message) => {
      const { url, seen } = await authServer(find, new Set());
      const error = await call(api(url, (() => given) as CredentialProvider), query).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(RequestError);
      expect(String(error)).toMatch(message);
      expect(inspect(error)).not.toContain('hunter2');
      expect(seen).toEqual([]);
    });
  });

  describe.each(subjects.filter(({ isSession }) => !isSession))('what $name sends', ({ make, seen: find }) => {
    const end = 1_800_000_000_000;

    test.each<[name: string, at: number, want: string]>([
      ['long before it ends', end - 31_000, 'secret-1'],
      ['within the skew', end - 29_000, 'secret-2'],
      ['after its end', end + 1, 'secret-2'],
    ])('%s (at %i) is %s', async (_, at, want) => {
      vi.useFakeTimers({ toFake: ['Date'], now: end - 3_600_000 });
      for (const expiresAt of [end, new Date(end)]) {
        const { url, used } = await authServer(find, new Set(['secret-1', 'secret-2']));
        const { state, provider } = counting((count) => ({
          value: `secret-${count}`,
          expiresAt: count === 1 ? expiresAt : end + 3_600_000,
        }));
        const own = client({ baseUrl: url, auth: make(provider) });
        vi.setSystemTime(end - 3_600_000);
        await call(own, query);
        vi.setSystemTime(at);
        await Promise.all(Array.from({ length: 20 }, () => call(own, query)));
        expect(new Set(used.slice(1))).toEqual(new Set([want]));
        expect(state.asked).toBe(want === 'secret-1' ? 1 : 2);
      }
    });

    test('a plain value is sent once, whatever the server responds', async () => {
      const { url, seen } = await authServer(find, new Set());
      const own = client({ baseUrl: url, auth: make('secret-1') });
      await expect(call(own, query)).rejects.toMatchObject({ status: 401 });
      expect(seen).toHaveLength(1);
    });

    test('a stream, which is spent, is not sent again; the next call asks anew', async () => {
      const { url, seen } = await authServer(find, new Set(['secret-2']));
      const { state, provider } = counting((count) => `secret-${count}`);
      const own = client({ baseUrl: url, auth: make(provider) });
      await expect(call(own, write, new Blob(['m f=1']).stream())).rejects.toMatchObject({ status: 401 });
      expect(seen).toHaveLength(1);
      await call(own, write, new Blob(['m f=1']).stream());
      expect(state.asked).toBe(2);
    });

    test('a body that is there is sent again as it was', async () => {
      const { url, seen } = await authServer(find, new Set(['secret-2']));
      const { provider } = counting((count) => `secret-${count}`);
      await call(client({ baseUrl: url, auth: make(provider) }), write, 'm f=1');
      expect(seen.map(({ body }) => body)).toEqual(['m f=1', 'm f=1']);
    });
  });
}
