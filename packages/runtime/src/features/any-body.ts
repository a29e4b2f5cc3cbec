import { platformClassOf } from '@influxkit/internal/message';
import { isBodyInit } from '../body-init.js';
import { fitsRange } from '../media-types.js';
import type { EncodedBody, WriteBody } from '../operation.js';

/**
 * A body whose media type the contract leaves open: strings are text, objects and the like JSON, files say what they are,
 * other bytes are bytes, and what the platform knows to write is the platform's. A range itself is never sent as the type.
 *
 * @throws TypeError for a value that the range of the contract cannot hold
 */
export const anyBody: WriteBody = (body, mediaType, _, __, stringify = JSON.stringify) => {
  const isRange = mediaType.includes('*');
  if (isBodyInit(body)) return { body, contentType: isRange ? typeOf(body, mediaType) : mediaType };
  const isText = typeof body === 'string';
  const isJson = /[/+]json *(;|$)/i.test(mediaType);
  if (!isRange || isJson)
    return {
      body: isText && !isJson ? body : stringify(body as object),
      contentType: isRange ? 'application/json' : mediaType,
    };
  const type = isText && fitsRange(mediaType, 'text/plain') ? 'text/plain;charset=UTF-8' : 'application/json';
  if (!isText && !fitsRange(mediaType, type))
    throw new TypeError(`the body must be a string, bytes, a stream or a file for ${mediaType}`);
  if (isText && !fitsRange(mediaType, 'text/plain')) return { body, contentType: 'application/octet-stream' };
  return { body: isText ? body : stringify(body), contentType: type };
};

/** The media type of what is encoded already; undefined for a form whose boundary the platform chooses. */
function typeOf(body: EncodedBody['body'], range: string): string | undefined {
  const kind = platformClassOf(body);
  if (kind === 'FormData') return undefined;
  // Said here, for openapi-fetch would call it JSON.
  if (kind === 'URLSearchParams') return 'application/x-www-form-urlencoded;charset=UTF-8';
  const fitting = [(body as Partial<Blob>).type, 'application/octet-stream', 'text/plain', 'application/json'];
  return fitting.find((type) => type && fitsRange(range, type)) || 'application/octet-stream';
}
