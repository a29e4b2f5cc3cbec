import { essenceOf } from '../media-types.js';
import type { Codec } from '../operation.js';

/** The codec of a response by the media type that it was sent with; without one it is text. */
export const codecOf = (contentType: string): Codec => {
  const type = essenceOf(contentType);
  // `application/json`, and what ends in `+json`.
  if (/\bjson$/.test(type)) return 'json';
  return type === '' || type.startsWith('text/') ? 'text' : 'bytes';
};
