import { createHmac } from 'node:crypto';
import type { Middleware } from '@influxkit/runtime';

/** Sends a header of credentials. What `@influxkit/auth` does with them is tested there; here servers say what they take. */
const authorization =
  (value: string): Middleware =>
  (request, next) =>
    next({ ...request, headers: { ...request.headers, authorization: value } });

/** InfluxDB's own scheme, for tokens; 2.x also takes `user:password` of its v1 users in it. */
export const withToken = (token: string): Middleware => authorization(`Token ${token}`);

/** The scheme of InfluxDB 3. */
export const withBearer = (token: string): Middleware => authorization(`Bearer ${token}`);

export const withPassword = (username: string, password: string): Middleware =>
  authorization(`Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`);

/** A bearer token as influxd 1.x takes it: a JWT, signed with the key that it was started with. */
export function withJwt(username: string, sharedSecret: string, expires: Date): Middleware {
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { username, exp: Math.floor(expires.getTime() / 1000) };
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  const signature = createHmac('sha256', sharedSecret).update(signed).digest('base64url');
  return authorization(`Bearer ${signed}.${signature}`);
}
