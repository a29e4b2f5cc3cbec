import { encodeBody } from './body.js';
import type { Core } from './client.js';
import { CallError, RequestError } from './errors.js';
import { addHeaders } from './headers.js';
import type { Coding, MediaTypes, OperationRow } from './operation.js';
import type { CallOptions } from './options.js';
import { fillPath } from './path.js';
import { encodeQuery } from './query.js';
import type { WireRequest } from './wire.js';

/** Options as a generated method may have them. */
export type MethodOptions = CallOptions & { query?: unknown; accept?: string; contentType?: string };

/** The media type that is asked for, or the first of those there are, and its coding. */
function choose(
  operation: string,
  header: string,
  types: MediaTypes | undefined,
  asked: string | undefined,
): [type?: string | undefined, coding?: Coding | undefined] {
  if (!types) return [asked];
  const names = Object.keys(types);
  const type = asked ?? (names[0] as string);
  // With parameters, such as `; charset=utf-8`, or without.
  const coding = types[type] ?? types[type.split(';')[0] as string];
  if (!coding) throw new RequestError(operation, `${header} must be one of ${names.join(', ')}`);
  return [type, coding];
}

/**
 * Makes the request of a call.
 *
 * @returns the request, and how its answer is decoded
 * @throws RequestError, whatever is wrong with the arguments
 */
export function requestOf(
  core: Core,
  operation: OperationRow,
  pathValue: (name: string) => unknown,
  query: unknown,
  body: unknown,
  { headers, accept, contentType, signal, timeout, retry }: MethodOptions,
): [request: WireRequest, coding: Coding | undefined] {
  const { name, method, server = '' } = operation;
  try {
    const path = core.baseUrl + server + fillPath(name, operation.path, pathValue);
    const pairs = encodeQuery(name, query, operation.query);
    const given = addHeaders(headers);
    const [type, encoding] = choose(name, 'content-type', operation.body, contentType ?? given['content-type']);
    const [wanted, coding] = choose(name, 'accept', operation.answer, accept ?? given['accept']);
    if (operation.body && !operation.bodyOptional && body === undefined)
      throw new RequestError(name, 'the body is missing');
    const encoded = body === undefined ? body : encodeBody(name, encoding, body);
    return [
      {
        method,
        url: path + (path.includes('?') ? pairs : pairs.replace('&', '?')),
        headers: addHeaders(
          {
            accept: wanted,
            // The boundary of a multipart form is the platform's to choose.
            'content-type': encoded === undefined || encoded instanceof FormData ? undefined : type,
            ...given,
          },
          core.headers(),
        ),
        body: encoded,
        signal,
        operation,
        read: coding === 'stream' || coding === 'bytes' ? coding : 'text',
        timeout,
        retry,
      },
      coding,
    ];
  } catch (error) {
    // Besides our own: a lone surrogate, a bigint in JSON, a circular object, an invalid Date.
    throw error instanceof CallError ? error : new RequestError(name, `${error}`);
  }
}
