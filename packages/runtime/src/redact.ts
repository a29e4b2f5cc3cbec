import type { WireRequest } from './transport.js';

/** Query parameters that hold a password or a token wherever they are used. */
const SECRET_PARAMETERS = ['p', 'password', 'token', 'access_token', 'api_key', 'apikey'];

/** To blot out a shorter one would garble the message, and it is not a secret worth the name. */
const SHORTEST_SECRET = 8;

/** Takes the credentials of a request out of a text of a server or a platform: some echo what they were sent. */
export function redact(text: string, request: WireRequest): string {
  let safe = text;
  for (const secret of secretsOf(request)) safe = safe.replaceAll(secret, '[redacted]');
  return safe;
}

function* secretsOf({ headers, url, secrets, securitySchemes }: WireRequest): Generator<string> {
  yield* secrets ?? [];
  const headerNames = new Set(['authorization', 'cookie']);
  const parameterNames = new Set(SECRET_PARAMETERS);
  for (const scheme of Object.values(securitySchemes ?? {}))
    if (scheme.type === 'apiKey') {
      if (scheme.in === 'header') headerNames.add(scheme.name.toLowerCase());
      if (scheme.in === 'query') parameterNames.add(scheme.name.toLowerCase());
    }
  for (const name of headerNames) yield* longWords(headers[name]);
  for (const pair of (url.split('?')[1] ?? '').split('&')) {
    const [name = '', value] = pair.split('=');
    if (parameterNames.has(name.toLowerCase())) yield* longWords(value);
  }
}

/** The parts of a header or of a parameter, each of which may be a secret by itself. */
const longWords = (text = ''): readonly string[] =>
  text.split(/[\s;=]+/).filter((word) => word.length >= SHORTEST_SECRET);
