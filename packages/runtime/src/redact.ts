import type { WireRequest } from './wire.js';

/**
 * Takes out of a text of a server or a platform what the request proved itself with: some servers and proxies echo what
 * they were sent, and some platforms quote the address.
 */
export const redact = (text: string, { headers, url, secrets = [] }: WireRequest): string =>
  // Shorter ones are no secrets worth the name, and replacing them would garble the message.
  secrets
    .concat(
      [headers['authorization'], headers['cookie'], /[?&]p=[^&]+/.exec(url)].join(' ').match(/[^\s;=]{8,}/g) ?? [],
    )
    .reduce((safe, secret) => safe.replaceAll(secret, '[redacted]'), text);
