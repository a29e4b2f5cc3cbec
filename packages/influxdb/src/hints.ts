// What to do about the mistakes that newcomers make: as the client is made, and in the failure of its first call.
import { checkOptionNames, type OptionNames } from '@influxkit/internal/option-names';
import { ConnectionError, type Middleware } from '@influxkit/runtime';
import { isRaw } from './server-check.js';

/** What hints need to know of a client. */
export interface HintFacts {
  /** Whether it was given a way to authenticate. */
  readonly hasCredentials: boolean;
  /** Whether it was given an organization; undefined for servers that have none. */
  readonly hasOrganization: boolean | undefined;
}

/** What other clients call options, and what they are called here. */
const MISNAMED: Readonly<Record<string, string>> = {
  address: 'url',
  baseURL: 'url',
  baseUrl: 'url',
  host: 'url',
  apiToken: 'token',
  authToken: 'token',
  organisation: 'org',
  organization: 'org',
  orgId: 'orgID',
  orgid: 'orgID',
  organizationId: 'orgID',
  organizationID: 'orgID',
};

/** The option that holds what is written to. */
const MISNAMED_TARGETS = {
  bucket: { database: 'bucket', db: 'bucket', bucketName: 'bucket' },
  database: { bucket: 'database', db: 'database' },
} as const;

/**
 * @param target the option that names what is written to
 * @param names the options that clients of this product take
 * @throws TypeError for options that are none, and for an option that has another name here, or that there is not
 */
export function checkNames(options: object, target: keyof typeof MISNAMED_TARGETS, names: OptionNames): void {
  if (typeof options !== 'object' || options === null)
    throw new TypeError('InfluxDB: give it options, such as `url`; InfluxDB.fromEnv() takes them from the environment');
  const renamed = { ...MISNAMED, ...MISNAMED_TARGETS[target] };
  checkOptionNames('InfluxDB', options, names, renamed);
}

/**
 * @param name what holds it: an option, or a variable of the environment
 * @throws TypeError for what is no address of a server; it is not repeated, for it may hold a password
 */
export function checkUrl(url: unknown, name = '`url`'): void {
  const wanted = `InfluxDB: ${name} must be an address such as http://localhost:8086`;
  if (typeof url !== 'string' || url === '') throw new TypeError(wanted);
  if (!/^https?:\/\//i.test(url)) throw new TypeError(`${wanted}, got one without http:// or https://`);
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || parsed.href !== parsed.origin + parsed.pathname)
    throw new TypeError(`${wanted}, without a user name, a password and a query`);
  const path = /\/(api(\/v\d+)?(\/\w+)?|query|write|ping)\/*$/.exec(parsed.pathname)?.[0];
  if (path !== undefined)
    throw new TypeError(`${wanted}, without ${path.replace(/\/+$/, '')}: each call adds its own path`);
}

/** @throws TypeError for a token with what stands before it in a header; it is not repeated */
export function checkToken(token: unknown): void {
  const word = typeof token === 'string' ? /^(token|bearer|basic)\s/i.exec(token)?.[1] : undefined;
  if (word !== undefined)
    throw new TypeError(`InfluxDB: \`token\` must be the token alone, got one with the word ${word} before it`);
  if (typeof token === 'string' && /^(["']).*\1$/.test(token))
    throw new TypeError('InfluxDB: `token` must be the token alone, got one in quotes');
}

/** Adds to the failure of a call what to do about it, where that is known. It costs no request. */
export function withHints(facts: HintFacts): Middleware {
  return async (request, next) => {
    try {
      const response = await next(request);
      const { status } = response;
      if (status < 400 || status >= 500 || request.read === 'raw') return response;
      // Whose response it is reads it himself: a writer, or openapi-fetch.
      const text = isRaw(request) ? '' : await response.text();
      const hint = hintOf(status, text, facts);
      return hint === undefined ? response : Object.assign(response, { hint });
    } catch (error) {
      const hint = error instanceof ConnectionError && error.kind ? CONNECTION_HINTS[error.kind] : undefined;
      // One error can fail several calls.
      if (hint !== undefined && !(error as Error).message.endsWith(hint)) (error as Error).message += `; ${hint}`;
      throw error;
    }
  };
}

function hintOf(status: number, text: string, { hasCredentials, hasOrganization }: HintFacts): string | undefined {
  if (status === 401 && !hasCredentials) return 'the client has no `token`: give it one';
  if (status === 400 && /https? request (to an|was sent to) https/i.test(text))
    return 'the server speaks https: begin `url` with https://';
  const isOrganization = /\borg(ID|anization)?\b/i.test(text);
  if ((status === 400 || status === 404 || status === 422) && hasOrganization === false && isOrganization)
    return 'the client has no organization: give it `org` or `orgID`';
  return undefined;
}

/** What to do about a connection that did not come about, by what became of it. */
const CONNECTION_HINTS: Readonly<Record<NonNullable<ConnectionError['kind']>, string>> = {
  refused: 'is a server running there? `url` says where',
  'unknown-host': 'check the host in `url`',
  'no-tls': 'begin `url` with http://',
  'no-http': 'begin `url` with https://',
};
