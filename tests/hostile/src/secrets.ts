import { inspect } from 'node:util';
import { basicAuth } from '@influxkit/auth';
import { tokenAuth } from '@influxkit/influxdb/auth';
import type { Middleware } from '@influxkit/runtime';

/** What must never be seen: a token, a session, a password of the address and one of Basic authentication. */
export const SECRETS: readonly string[] = [
  'very-secret-token',
  'session-of-mine',
  'hunter2 & hunter2',
  'pass:word of mine',
];

const forms = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  new URLSearchParams({ secret }).toString().slice('secret='.length),
  btoa(secret),
];

/** Every credential that a request can carry, at once, as the helpers for authentication put them. */
export function everyProof(scheme: 'Token' | 'Basic'): Middleware {
  const [token, session, inQuery, password] = SECRETS as [string, string, string, string];
  const header = scheme === 'Token' ? tokenAuth(token) : basicAuth({ username: 'me', password });
  // By hand: `queryAuth` keeps to the v1 endpoints.
  const query: Middleware = (request, next) => {
    const url = `${request.url}${request.url.includes('?') ? '&' : '?'}u=me&p=${encodeURIComponent(inQuery)}`;
    return next({ ...request, url, secrets: [...(request.secrets ?? []), inQuery] });
  };
  const cookie: Middleware = (request, next) =>
    next({ ...request, headers: { ...request.headers, cookie: `session=${session}` } });
  return (request, next) => header(request, (one) => query(one, (two) => cookie(two, next)));
}

/** All that a person or a log could get to see of a value. */
function shown(value: unknown): string {
  const parts = [inspect(value, { depth: 20, getters: false, maxStringLength: null }), String(value)];
  for (let each = value; each instanceof Error; each = each.cause) {
    parts.push(String(each.stack), each.message, String(each));
    try {
      parts.push(JSON.stringify(each) ?? '', JSON.stringify({ ...each }));
    } catch {
      // It cannot be written down: nobody will see it that way.
    }
  }
  return parts.join('\n');
}

/** The secrets that show in a value, in any of their forms. */
export function secretsIn(value: unknown): string[] {
  const text = shown(value);
  return SECRETS.filter((secret) => forms(secret).some((form) => text.includes(form)));
}
