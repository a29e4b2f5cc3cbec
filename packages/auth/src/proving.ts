import { type Middleware, RequestError, type WireRequest } from '@influxkit/runtime';
import type { CredentialSource } from './credential.js';
import { hiding } from './hiding.js';

/** Puts a credential into a request. */
export type Sign = (request: WireRequest, credential: string) => WireRequest;

/**
 * Sends requests with a credential. After a 401 it asks for the credential anew and sends the request once more, and
 * never again: the second answer stands. A stream is spent, and its 401 is the answer.
 */
export const proving =
  (source: CredentialSource, sign: Sign): Middleware =>
  async (request, next) => {
    const used = await source.get(request, next);
    const answer = await next(sign(request, used.value));
    if (answer.status !== 401 || !source.refuse(used, request) || request.body instanceof ReadableStream) return answer;
    answer.body?.cancel().catch(() => {});
    return next(sign(request, (await source.get(request, next)).value));
  };

/** A signature in the `Authorization` header. */
export const inAuthorization =
  (value: (credential: string) => string): Sign =>
  (request, credential) => {
    if (request.headers['authorization'] !== undefined)
      throw new RequestError(
        request.operation.name,
        'two of the strategies that it needs together use the header authorization, which a request has once',
      );
    return {
      ...hiding(request, credential),
      headers: { ...request.headers, authorization: value(credential) },
    };
  };
