import type { WireRequest } from '@influxkit/runtime';

/** The request with a secret that no error may show, in the forms in which a server may give it back, beside the one sent. */
export function hiding(request: WireRequest, secret: string): WireRequest {
  // To blot out a shorter one would garble what a server says, and show which letters it is made of.
  if (secret.length < 5) return request;
  const quoted = JSON.stringify(secret).slice(1, -1);
  // As the servers' own JSON, which is Go's, has it.
  const escaped = quoted.replace(/[&<>]/g, (mark) => `\\u00${mark.charCodeAt(0).toString(16)}`);
  return { ...request, secrets: [...(request.secrets ?? []), secret, quoted, escaped] };
}
