import type { Codec } from '../operation.js';

/** The codec of a response by the media type that it was sent with; without one it is text. */
export const codecOf = (contentType: string): Codec =>
  /^[^;]*\bjson *(;|$)/i.test(contentType) ? 'json' : /^(text\/|$)/i.test(contentType) ? 'text' : 'bytes';
