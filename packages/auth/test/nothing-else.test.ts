import { call, createClient, type Operation, RequestError, type SecurityScheme } from '@influxkit/runtime';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AuthStrategy, apiKeyAuth, basicAuth, bearerAuth, combineAuth, defineAuth } from '../src/index.js';

// For any contract and any strategies: a call carries what one of the operation's alternatives asks for, all of it and
// nothing else; it is refused where that cannot be had, and only there.

const places = ['header', 'query', 'cookie'] as const;
const keyNames = ['Authorization', 'X-Key', 'x-other', 'p'];

const scheme: fc.Arbitrary<SecurityScheme> = fc.oneof(
  fc.constantFrom<SecurityScheme>(
    { type: 'http', scheme: 'basic' },
    { type: 'http', scheme: 'Bearer' },
    { type: 'http', scheme: 'digest' },
    { type: 'oauth2' },
    { type: 'openIdConnect' },
    { type: 'mutualTLS' },
  ),
  fc.record({
    type: fc.constant('apiKey' as const),
    in: fc.constantFrom(...places),
    name: fc.constantFrom(...keyNames),
  }),
);
const names = ['a', 'b', 'toString'];
const security = fc.array(
  fc.uniqueArray(fc.constantFrom('a', 'a', 'a', 'b', 'b', 'b', 'toString', 'undefined-one'), { maxLength: 3 }),
  { maxLength: 3 },
);

/** A strategy, what it puts into a request, and which schemes it is for: written here independently of the package. */
interface Known {
  readonly auth: AuthStrategy;
  /** What a request carries of it, such as `header authorization=Bearer t`. */
  readonly mark: string;
  serves(name: string, scheme: SecurityScheme | undefined): boolean;
}

const known = (place: number, kind: number, name: string): Known => {
  const credential = `credential-${place}`;
  const where = places[kind % 3] as (typeof places)[number];
  if (kind === 0)
    return {
      auth: bearerAuth(credential),
      mark: `header authorization=Bearer ${credential}`,
      serves: (_, scheme) =>
        scheme?.type === 'oauth2' ||
        scheme?.type === 'openIdConnect' ||
        (scheme?.type === 'http' && scheme.scheme.toLowerCase() === 'bearer') ||
        (scheme?.type === 'apiKey' && scheme.in === 'header' && scheme.name === 'Authorization'),
    };
  if (kind === 1)
    return {
      auth: basicAuth({ username: 'u', password: credential }),
      mark: `header authorization=Basic ${btoa(`u:${credential}`)}`,
      serves: (_, scheme) => scheme?.type === 'http' && scheme.scheme === 'basic',
    };
  if (kind === 2)
    return {
      auth: defineAuth([name], (request, next) =>
        next({ ...request, headers: { ...request.headers, [`x-own-${place}`]: credential } }),
      ),
      mark: `header x-own-${place}=${credential}`,
      serves: (own) => own === name,
    };
  const keyName = keyNames[kind % 4] as string;
  const shown = where === 'header' ? keyName.toLowerCase() : keyName;
  return {
    auth: apiKeyAuth(credential, { in: where, name: keyName }),
    mark: `${where} ${shown}=${credential}`,
    serves: (_, scheme) => scheme?.type === 'apiKey' && scheme.in === where && scheme.name === keyName,
  };
};

/** Everything that a request carries and that was not there without `auth`. */
function marksOf(url: string, headers: Record<string, string>): string[] {
  const { cookie, accept: _, ...others } = headers;
  return [
    ...Object.entries(others).map(([name, value]) => `header ${name}=${value}`),
    ...(cookie?.split('; ').map((pair) => `cookie ${pair}`) ?? []),
    ...[...new URL(url).searchParams].map(([name, value]) => `query ${name}=${value}`),
  ].sort();
}

test('nothing is ever sent that the contract does not ask for, and all that it asks for', async () => {
  const outcomes = { sent: 0, nothing: 0, refused: 0, together: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        schemes: fc.record({ a: scheme, b: scheme, toString: scheme }, { requiredKeys: ['a'] }),
        byDefault: security,
        own: fc.option(security, { nil: undefined }),
        kinds: fc.array(fc.record({ kind: fc.nat(14), name: fc.constantFrom(...names) }), {
          minLength: 1,
          maxLength: 6,
        }),
        isRequest: fc.boolean(),
        isNested: fc.boolean(),
        path: fc.constantFrom('/x', '/api/v2/x', '/legacy/x'),
      }),
      async ({ schemes, byDefault, own, kinds, isRequest, isNested, path }) => {
        const strategies = kinds.map(({ kind, name }, place) => known(place, kind, name));
        const [first, ...others] = strategies.map(({ auth }) => auth) as [AuthStrategy, ...AuthStrategy[]];
        const auth =
          others.length === 0
            ? first
            : isNested
              ? combineAuth(first, combineAuth(...others))
              : combineAuth(first, ...others);
        let sent: string[] | undefined;
        const api = createClient(
          {
            baseUrl: 'http://h',
            auth,
            transport: async ({ url, headers }) => {
              sent = marksOf(url, headers);
              return new Response(null, { status: 204 });
            },
          },
          { securitySchemes: schemes as Record<string, SecurityScheme>, security: byDefault },
        );
        const operation: Operation<() => Promise<unknown>> = {
          name: 'x.y',
          method: 'GET',
          path,
          ...(own && { security: own }),
        };
        const error = await (isRequest ? api.request({ method: 'GET', path }) : call(api, operation)).then(
          () => undefined,
          (reason: unknown) => reason,
        );

        const described = (name: string) =>
          Object.hasOwn(schemes, name) ? (schemes as Record<string, SecurityScheme>)[name] : undefined;
        const asked = ((isRequest ? undefined : own) ?? byDefault).map((alternative) =>
          alternative.filter((name) => described(name)?.type !== 'mutualTLS'),
        );
        const canHave = (alternative: readonly string[]) =>
          alternative.every((name) => strategies.some(({ serves }) => serves(name, described(name))));
        if (error !== undefined) {
          outcomes.refused++;
          expect(error).toBeInstanceOf(RequestError);
          expect(sent).toBeUndefined();
          const isTwice = /set the header Authorization/.test(String(error));
          if (!isTwice) {
            expect(asked.length).toBeGreaterThan(0);
            expect(asked.some(canHave)).toBe(false);
          }
          return;
        }
        const marks = sent as unknown as string[];
        if (marks.length === 0) {
          outcomes.nothing++;
          expect(asked.length === 0 || asked.some((alternative) => alternative.length === 0)).toBe(true);
          return;
        }
        outcomes.sent++;
        if (marks.length > 1) outcomes.together++;
        // One of the alternatives: each of its schemes is served by something sent, and each thing sent serves one of them.
        const used = strategies.filter(({ mark }) => marks.includes(mark));
        expect(used.map(({ mark }) => mark).sort()).toEqual(marks);
        expect(
          asked.some(
            (alternative) =>
              alternative.every((name) => used.some(({ serves }) => serves(name, described(name)))) &&
              used.every(({ serves }) => alternative.some((name) => serves(name, described(name)))),
          ),
        ).toBe(true);
      },
    ),
    { numRuns: 3000 },
  );
  // The generator reaches every outcome.
  for (const count of Object.values(outcomes)) expect(count).toBeGreaterThan(5);
});
