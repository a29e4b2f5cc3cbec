// Whether a server responds as the contract of `oss-v2` says: every response to a client of the suite is held against it.

import type { Middleware } from '@influxkit/runtime';
import { contractSchemas, isNode, loadContract, type Place } from '@influxkit/test-tools';

/** A response, and what is wrong with it by the contract. */
export interface Seen {
  /** Method and path template. */
  readonly operation: string;
  readonly status: number;
  /** Whether the contract has this status, and not only what it says of all others. */
  readonly isDeclared: boolean;
  /** No value of the response stands in them. */
  readonly problems: readonly string[];
}

const contract = loadContract('oss-v2');
// Formats are left out: servers send paths where the contract says `uri`.
const schemas = contractSchemas(contract, { formats: false });

/** Holds each response against the contract before it is handed on; what is read as it comes is held by its head alone. */
export const watchDrift =
  (note: (seen: Seen) => void): Middleware =>
  async (request, next) => {
    const response = await next(request);
    const { method, path } = request.operation;
    const operation = contract.operations.find((one) => one.method === method && one.path === path);
    if (operation === undefined) return response;
    const pointer = `/paths/${path.replaceAll('~', '~0').replaceAll('/', '~1')}/${method.toLowerCase()}/responses`;
    const responses = contract.place(pointer).node;
    const isDeclared = String(response.status) in responses;
    const seen = { operation: `${method} ${path}`, status: response.status, isDeclared };
    const declared = isDeclared ? String(response.status) : 'default' in responses ? 'default' : undefined;
    if (declared === undefined) {
      note({ ...seen, problems: ['the contract has no such status'] });
      return response;
    }
    const isRead = request.read !== 'stream' && request.read !== 'raw';
    const type = /^[^;]*/.exec(response.headers.get('content-type') ?? '')?.[0]?.trim() ?? '';
    const schema = schemaOf(contract.place(`${pointer}/${declared}`), type);
    const problems: string[] = [];
    if (schema !== undefined && isRead) {
      const text = await response.text();
      try {
        problems.push(...schemas.problems(schema, JSON.parse(text), 'response'));
      } catch {
        problems.push(text === '' ? 'it has no body' : 'it is not JSON');
      }
    }
    note({ ...seen, problems });
    return response;
  };

/** The schema of a JSON response; undefined for what is none. */
function schemaOf({ pointer, node }: Place, type: string): Place | undefined {
  const { content } = node;
  if (!isNode(content) || !/\bjson\b/.test(type)) return undefined;
  const media = Object.keys(content).find((one) => /\bjson\b/.test(one));
  if (media === undefined) return undefined;
  return contract.place(`${pointer}/content/${media.replaceAll('/', '~1')}/schema`);
}

/** What a run saw, for people: operations reached of all, statuses that only `default` covers, and each kind of mismatch once. */
export function reportDrift(seen: readonly Seen[]): { readonly text: string; readonly mismatches: number } {
  const reached = new Set(seen.map(({ operation }) => operation));
  const succeeded = new Set(seen.filter(({ status }) => status < 300).map(({ operation }) => operation));
  const undeclared = new Set(
    seen.filter(({ isDeclared }) => !isDeclared).map(({ operation, status }) => `${operation} ${status}`),
  );
  const mismatches = new Map<string, number>();
  for (const { operation, status, problems } of seen)
    for (const problem of problems) {
      const key = `${operation} ${status}: ${problem.replace(/\/\d+(?=\/|\s|$)/g, '/*')}`;
      mismatches.set(key, (mismatches.get(key) ?? 0) + 1);
    }
  const lines = [...mismatches].map(([what, times]) => `  ${what}${times > 1 ? ` (${times} times)` : ''}`);
  const text = [
    `By the contract of oss-v2: ${reached.size} of ${contract.operations.length} operations reached, ${succeeded.size} with success; ` +
      `${mismatches.size} mismatches; ${undeclared.size} statuses that only \`default\` covers`,
    ...lines,
  ].join('\n');
  return { text, mismatches: mismatches.size };
}
