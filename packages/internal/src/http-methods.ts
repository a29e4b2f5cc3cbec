// What HTTP says of its methods (RFC 9110, 9.2; of QUERY its own document). Names are in upper case.

/** Methods that do the same when a request is sent twice. */
export const IDEMPOTENT_METHODS: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'OPTIONS',
  'TRACE',
  'PUT',
  'DELETE',
  'QUERY',
]);

/** Methods that fetch something and change nothing, so that a redirect of them can be followed. */
export const FETCHING_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD']);
