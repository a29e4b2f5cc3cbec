import { platformClassOf } from '@influxkit/internal/message';
import { isBodyInit } from '../body-init.js';
import { fitsRange } from '../media-types.js';
import type { WriteBody } from '../operation.js';

/**
 * A body whose media type the contract leaves open: strings are text, objects and the like JSON, files say what they are,
 * other bytes are bytes, and what the platform knows to write is the platform's.
 *
 * @throws TypeError for a value that the range of the contract cannot hold
 */
export const anyBody: WriteBody = (body, mediaType, _, __, stringify = JSON.stringify) => {
  const isRange = mediaType.includes('*');
  if (isBodyInit(body)) {
    const kind = platformClassOf(body);
    // Boundaries and the like are the platform's to choose.
    if (kind === 'FormData' || kind === 'URLSearchParams')
      return { body, contentType: isRange ? undefined : mediaType };
    const own = (body as Partial<Blob>).type;
    const type = own && fitsRange(mediaType, own) ? own : 'application/octet-stream';
    return { body, contentType: isRange ? type : mediaType };
  }
  const isText = typeof body === 'string';
  if (!isRange) {
    const asJson = !isText || /[/+]json *(;|$)/i.test(mediaType);
    return { body: asJson ? stringify(body as object) : body, contentType: mediaType };
  }
  const type = isText && fitsRange(mediaType, 'text/plain') ? 'text/plain;charset=UTF-8' : 'application/json';
  if (!isText && !fitsRange(mediaType, type))
    throw new TypeError(`the body must be a string, bytes, a stream or a file for ${mediaType}`);
  if (isText && !fitsRange(mediaType, 'text/plain')) return { body, contentType: 'application/octet-stream' };
  return { body: isText ? body : stringify(body), contentType: type };
};
