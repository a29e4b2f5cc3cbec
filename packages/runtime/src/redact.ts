import type { WireRequest } from './wire.js';

/** Takes out of a server's text what the request proved itself with: some servers and proxies echo what they were sent. */
export const redact = (text: string, { headers, url }: WireRequest): string =>
  // Shorter ones are no secrets worth the name, and replacing them would garble the message.
  (
    `${headers['authorization'] ?? ''} ${headers['cookie'] ?? ''} ${/[?&]p=[^&]+/.exec(url)}`.match(/[^\s;=]{8,}/g) ??
    []
  ).reduce((safe, secret) => safe.replaceAll(secret, '***'), text);
