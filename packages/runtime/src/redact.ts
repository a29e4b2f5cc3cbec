import type { Features } from './operation.js';
import type { WireRequest } from './transport.js';

/** Headers and query parameters that hold a credential wherever they are used. */
const SECRET_NAMES = ['authorization', 'cookie', 'p', 'password', 'token', 'access_token', 'api_key', 'apikey'];

/** To blot out a shorter one would garble the message, and it is not a secret worth the name. */
const SHORTEST_SECRET = 8;

/** Takes the credentials of a request out of a string from a server or a platform: some echo what they were sent. */
export function redact(text: string, request: WireRequest, features: Features | undefined): string {
  let safe = text;
  const secrets = [
    ...(request.secrets ?? []),
    ...(features?.keysIn?.(request) ?? []),
    ...credentialsIn(request, SECRET_NAMES),
  ];
  for (const secret of secrets) safe = safe.replaceAll(secret, '[redacted]');
  return safe;
}

/** The words that headers and query parameters of these names hold, as far as they are long enough to be secret. */
export function credentialsIn(
  { headers, url }: Parameters<NonNullable<Features['keysIn']>>[0],
  names: readonly string[],
): readonly string[] {
  const parameters = url.split(/[?&]/).map((pair) => pair.split('='));
  return [...Object.entries(headers), ...parameters]
    .filter(([name = '']) => names.includes(name.toLowerCase()))
    .flatMap(([, value = '']) => value.split(/[\s;=]+/))
    .filter((word) => word.length >= SHORTEST_SECRET);
}
