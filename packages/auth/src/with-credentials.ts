import { platformClassOf } from '@influxkit/internal/message';
import { type Middleware, RequestError, type WireRequest } from '@influxkit/runtime';
import type { CredentialSource } from './credential.js';

/** Puts a credential into a request. */
export type Authorize = (request: WireRequest, credential: string) => WireRequest;

/**
 * Sends requests with a credential. After a 401 it asks for the credential anew and sends the request once more, and
 * never again: the second response stands. A stream cannot be sent again, and its 401 is the response.
 *
 * @example
 * import { credentialSource, defineAuth, withCredentials } from '@influxkit/influxdb';
 *
 * const source = credentialSource(process.env.TICKET ?? '', 'ticket', 'header');
 * const auth = defineAuth(
 *   ['ticket'],
 *   withCredentials(source, (request, ticket) => ({ ...request, headers: { ...request.headers, 'x-ticket': ticket } })),
 * );
 */
export const withCredentials =
  (source: CredentialSource, authorize: Authorize): Middleware =>
  async (request, next) => {
    const used = await source.get(request, next);
    const response = await next(authorize(request, used.value));
    // The credential is invalid for the next call too, whatever becomes of this one.
    if (response.status !== 401 || !source.invalidate(used, request)) return response;
    if (platformClassOf(request.body) === 'ReadableStream') return response;
    response.body?.cancel().catch(() => {});
    return next(authorize(request, (await source.get(request, next)).value));
  };

/** A request with a secret that no error may show, in the forms in which a server may give it back. */
export function withSecrets(request: WireRequest, secret: string): WireRequest {
  // Redacting a shorter one would garble what a server says, and show which letters it is made of.
  if (secret.length < 5) return request;
  const quoted = JSON.stringify(secret).slice(1, -1);
  // JSON encoders of other languages escape these as well.
  const escaped = quoted.replace(/[&<>]/g, (mark) => `\\u00${mark.charCodeAt(0).toString(16)}`);
  const encoded = encodeURIComponent(secret.replace(/\p{Surrogate}/gu, '\ufffd'));
  return { ...request, secrets: [...(request.secrets ?? []), secret, quoted, escaped, encoded] };
}

/** Puts a credential into the `Authorization` header. */
export const inAuthorization =
  (value: (credential: string) => string): Authorize =>
  (request, credential) => {
    if (request.headers['authorization'] !== undefined)
      throw new RequestError(
        request.operation.name,
        'two of the strategies that the operation takes together set the header Authorization, which a request has once: make one strategy of them by defineAuth()',
      );
    return {
      ...withSecrets(request, credential),
      headers: { ...request.headers, authorization: value(credential) },
    };
  };
