/** What became of a connection, by the platforms' codes and messages. */
const FAILURES: readonly (readonly [RegExp, string])[] = [
  [/ECONNREFUSED|connection ?refused/i, 'connection refused by'],
  [/ENOTFOUND|EAI_|name resolution|dns error/i, 'no address (DNS) of the host of'],
  [/WRONG_VERSION|wrong version|EPROTO|corrupt message/i, 'no TLS, which http:// is without, from'],
  [/Expected HTTP/i, 'no HTTP, as of a server that wants https://, from'],
];

/** What became of a connection, as far as its reason is a known one; the address of the server follows it. */
export const connectionFailure = (reason: string): string | undefined =>
  FAILURES.find(([pattern]) => pattern.test(reason))?.[1];
