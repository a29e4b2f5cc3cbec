import { RequestError } from './errors.js';
import { kindOf } from './kind.js';
import type { Coding } from './operation.js';
import type { RequestBody } from './wire.js';

/** Turns a body into what a transport can send. Bytes, streams, blobs and forms are taken as encoded already. */
export function encodeBody(operation: string, coding: Coding | undefined, body: unknown): RequestBody {
  // By their names, as a body from another realm has them too.
  if (/\dArray|Buf|View|Stream|Blob|File|Form|URL/.test({}.toString.call(body))) return body as RequestBody;
  if (coding === 'json') return JSON.stringify(body);
  if (typeof body === 'string') return body;
  if (coding === 'form' && body instanceof Object) return new URLSearchParams(body as Record<string, string>);
  throw new RequestError(operation, `the body must be text, bytes, a stream or a form, not ${kindOf(body)}`);
}
