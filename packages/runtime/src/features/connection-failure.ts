import type { ConnectionFailure } from '../operation.js';

/** What became of a connection, by the platforms' codes and messages. */
const FAILURES: readonly (readonly [pattern: RegExp, kind: ConnectionFailure['kind'], text: string])[] = [
  [/ECONNREFUSED|connection ?refused/i, 'refused', 'connection refused by'],
  [/ENOTFOUND|EAI_|name resolution|dns error/i, 'unknown-host', 'no address (DNS) of the host of'],
  [/WRONG_VERSION|wrong version|EPROTO|corrupt message/i, 'no-tls', 'no TLS (it may want http://) spoken by'],
  [/Expected HTTP/i, 'no-http', 'no HTTP (it may want https://) spoken by'],
];

/** What became of a connection, as far as its reason is a known one; in a message the address of the server follows it. */
export const connectionFailure = (reason: string): ConnectionFailure | undefined => {
  const found = FAILURES.find(([pattern]) => pattern.test(reason));
  return found && { kind: found[1], text: found[2] };
};
