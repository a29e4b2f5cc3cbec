import type { DecodeText } from '../operation.js';

/** Text in the charset that a response names; UTF-8 where it names none, or one that the platform does not know. */
export const decodeText: DecodeText = (bytes, headers) => {
  const [, charset = 'utf-8'] = /;\s*charset="?([^";\s]+)/i.exec(headers.get('content-type') ?? '') ?? [];
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
};
