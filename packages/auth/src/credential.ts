import { RequestError, type WireRequest } from '@influxkit/runtime';

/** A secret, or what gives it: asked before every request, so that it can be rotated. */
export type Secret = string | (() => string | Promise<string>);

/** Who signs in. */
export interface UserCredentials {
  readonly username: string;
  readonly password: Secret;
}

/**
 * The secret as it is now.
 *
 * @throws RequestError where there is none, naming what is missing
 */
export async function secretOf(secret: Secret, what: string, request: WireRequest): Promise<string> {
  const value: unknown = typeof secret === 'function' ? await secret() : secret;
  if (typeof value !== 'string' || value === '')
    throw new RequestError(request.operation.name, `the ${what} must be a text that is not empty`);
  return value;
}

/** The request with credentials in its header, unless its caller gave some. */
export const withAuthorization = (request: WireRequest, value: string, secret: string): WireRequest =>
  request.headers['authorization'] === undefined
    ? { ...hiding(request, secret), headers: { ...request.headers, authorization: value } }
    : request;

/** The request with a secret that no error may show, in the forms in which a server may give it back, beside the one sent. */
export function hiding(request: WireRequest, secret: string): WireRequest {
  // To blot out a shorter one would garble what a server says, and show which letters it is made of.
  if (secret.length < 5) return request;
  const quoted = JSON.stringify(secret).slice(1, -1);
  // As the servers' own JSON, which is Go's, has it.
  const escaped = quoted.replace(/[&<>]/g, (mark) => `\\u00${mark.charCodeAt(0).toString(16)}`);
  return { ...request, secrets: [...(request.secrets ?? []), secret, quoted, escaped] };
}

/** `Basic …` of RFC 7617, in UTF-8. */
export function basic(username: string, password: string): string {
  const bytes = new TextEncoder().encode(`${username}:${password}`);
  return `Basic ${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))}`;
}

/**
 * Checks a user name once, when the client is made.
 *
 * @throws TypeError for one that is empty or has a colon, which would end it early
 */
export function checkUsername(username: unknown): void {
  if (typeof username !== 'string' || username === '' || username.includes(':'))
    throw new TypeError('username must be a text that is not empty and has no colon');
}
