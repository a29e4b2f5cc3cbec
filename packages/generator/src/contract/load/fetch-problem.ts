/** Why a request got no response. */
export interface FetchProblem {
  /** What the network or TLS said, with its code: `self-signed certificate (DEPTH_ZERO_SELF_SIGNED_CERT)`. */
  readonly reason?: string;
  readonly fix?: string;
}

/** Codes of OpenSSL for a certificate that nobody vouches for. */
const UNTRUSTED =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?|UNABLE_TO_VERIFY_LEAF_SIGNATURE|CERT_UNTRUSTED)$/;

const FIXES: readonly (readonly [code: RegExp, fix: string])[] = [
  [
    UNTRUSTED,
    'Put the certificate of the authority that signed it into a file, and name that in the environment: NODE_EXTRA_CA_CERTS=FILE.',
  ],
  [/^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/, "Renew the server's certificate, or set this machine's clock right."],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'Use the name that the certificate is for, or a certificate for the name in use.'],
  [
    /^(ERR_SSL_|EPROTO$)/,
    'The server does not speak TLS there as this client does: check the port, and whether the address begins with http: or https:.',
  ],
  [/^(ENOTFOUND|EAI_AGAIN)$/, "Correct the host's name in the address, or connect this machine to the network."],
  [/^ECONNREFUSED$/, 'Start the server, or correct the port in the address.'],
];

/** `fetch` says only that it failed; what happened is in the innermost cause. */
export function fetchProblem(error: unknown): FetchProblem {
  const cause = innermost(error);
  const code = codeOf(cause);
  if (code === undefined) return {};
  const fix = FIXES.find(([pattern]) => pattern.test(code))?.[1];
  // OpenSSL puts its own source files and lines into messages of the protocol; the last part is for people.
  const message = cause.message.replaceAll(/^[0-9A-F]+:error:.*:([^:]+):[^:]*:\d+:.*$/gs, '$1').split('\n', 1)[0] ?? '';
  const said = message.trim().replace(/;.*$/, '').slice(0, 200);
  return { reason: said === '' || said.includes(code) ? said || code : `${said} (${code})`, ...(fix && { fix }) };
}

/** The error at the end of the causes; of several addresses that were tried, the first that has a code. */
function innermost(error: unknown): Error {
  let current = error as Error & { errors?: readonly unknown[] };
  for (let depth = 0; depth < 10; depth += 1) {
    const next = current.errors?.find((item) => codeOf(item) !== undefined) ?? current.cause;
    if (!(next instanceof Error)) return current;
    current = next;
  }
  return current;
}

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as { code?: unknown }).code : undefined;
  return typeof code === 'string' ? code : undefined;
}
