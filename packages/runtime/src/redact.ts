import type { WireRequest } from './transport.js';

/** Headers and query parameters that hold a credential wherever they are used. */
const SECRET_NAMES = ['authorization', 'cookie', 'p', 'password', 'token', 'access_token', 'api_key', 'apikey'];

/** To blot out a shorter one would garble the message, and it is not a secret worth the name. */
const SHORTEST_SECRET = 8;

/** Takes the credentials of a request out of a text of a server or a platform: some echo what they were sent. */
export function redact(text: string, request: WireRequest): string {
  let safe = text;
  for (const secret of secretsOf(request)) safe = safe.replaceAll(secret, '[redacted]');
  return safe;
}

function secretsOf({ headers, url, secrets = [], securitySchemes = {} }: WireRequest): readonly string[] {
  const schemeNames = Object.values(securitySchemes).map((scheme) => 'name' in scheme && scheme.name.toLowerCase());
  const names = [...SECRET_NAMES, ...schemeNames];
  const parameters = url.split(/[?&]/).map((pair) => pair.split('='));
  const words = [...Object.entries(headers), ...parameters]
    .filter(([name = '']) => names.includes(name.toLowerCase()))
    .flatMap(([, value = '']) => value.split(/[\s;=]+/));
  return [...secrets, ...words.filter((word) => word.length >= SHORTEST_SECRET)];
}
