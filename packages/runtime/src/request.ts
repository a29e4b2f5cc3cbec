import { encodeBody } from './body.js';
import type { Core } from './client.js';
import { CallError, RequestError } from './errors.js';
import { addHeaders } from './headers.js';
import type { Coding, MediaTypes, OperationDescriptor } from './operation.js';
import type { CallOptions } from './options.js';
import { encodeQuery } from './query.js';
import type { WireRequest } from './wire.js';

/** Options as a generated method may have them. */
export type MethodOptions = CallOptions & { query?: unknown; accept?: string; contentType?: string };

/**
 * Makes the request of a call.
 *
 * @returns the request, and how its answer is decoded
 * @throws RequestError, whatever is wrong with the arguments
 */
export function requestOf(
  core: Core,
  operation: OperationDescriptor,
  path: string,
  query: unknown,
  body: unknown,
  options: MethodOptions,
): [request: WireRequest, coding: Coding | undefined] {
  const { name, method, server = '' } = operation;
  const { signal, timeout, retry } = options;
  const own = options.headers && addHeaders(options.headers, {});

  /** Sets a header to the media type that is asked for, or the first of those there are, and gives its coding. */
  const choose = (header: string, types: MediaTypes | undefined, asked = own?.[header]): Coding | undefined => {
    if (!types) return;
    const names = Object.keys(types);
    const type = asked ?? (names[0] as string);
    // With parameters, such as `; charset=utf-8`, or without. By the names, for an object has more, such as `constructor`.
    const coding = types[[type, type.split(';')[0]].find((each) => names.includes(each as string)) as string];
    if (!coding) throw new RequestError(name, `${header} must be one of ${names.join(', ')}`);
    headers[header] = type;
    return coding;
  };

  const headers = addHeaders(own, core.headers());
  try {
    const pairs = encodeQuery(name, query, operation.query);
    const coding = choose('accept', operation.response, options.accept);
    let encoded: WireRequest['body'];
    if (body !== undefined) {
      encoded = encodeBody(name, choose('content-type', operation.body, options.contentType), body);
      // The boundary of a multipart form is the platform's to choose. Told by its name: to ask for `FormData` itself would
      // have Node load its whole fetch.
      if (/Form/.test({}.toString.call(encoded))) delete headers['content-type'];
    } else if (operation.body && !operation.bodyOptional) throw new RequestError(name, 'the body is missing');
    return [
      {
        method,
        baseUrl: core.baseUrl,
        url: core.baseUrl + server + path + (path.includes('?') ? pairs : pairs.replace('&', '?')),
        headers,
        body: encoded,
        signal,
        operation,
        security: operation.security ?? core.config.security,
        securitySchemes: core.config.securitySchemes,
        read: coding,
        timeout,
        retry,
      },
      method === 'HEAD' ? undefined : coding,
    ];
  } catch (error) {
    // Besides our own: half a character, a bigint in JSON, a circular object, an invalid Date.
    throw error instanceof CallError ? error : new RequestError(name, `${error}`);
  }
}
