import { inspect } from 'node:util';
import { CSV, type Received, recordingServer } from './correctness-server.js';

/** What the consumers' `connect` gives, as far as it is driven here. */
export interface Calls {
  listBuckets(name: string): Promise<string[]>;
  getBucket(id: string): Promise<string>;
  deleteBucket(id: string): Promise<void>;
  write(org: string, bucket: string, lines: string): Promise<void>;
  query(org: string, flux: string): Promise<string>;
}

/** What a client did with a call. */
export interface CheckResult {
  readonly check: string;
  /** What went wrong; nothing if it is as it has to be. */
  readonly wrong?: string;
}

/** How a call ended, and what had arrived by then. */
interface Outcome {
  readonly value?: unknown;
  readonly error?: unknown;
  readonly sent: readonly Received[];
}

const LINES = 'home,room=küche text="say \\"hi\\"",temp=21.5 1700000000\nhome,room=hall\\ upper temp=19 1700000000';
const FLUX = 'from(bucket: "co2")\n  |> range(start: -1h)';

const differs = (what: string, got: unknown, want: unknown): string | undefined =>
  inspect(got) === inspect(want)
    ? undefined
    : `${what} is ${inspect(got, { breakLength: Number.POSITIVE_INFINITY }).slice(0, 120)}`;

const failed = ({ error }: Outcome): string | undefined =>
  error === undefined ? undefined : `throws ${inspect(error, { depth: 0 }).split('\n')[0]?.slice(0, 120)}`;

/** The one request, or what is wrong about how many there are. */
function one(outcome: Outcome, check: (request: Received) => string | undefined): string | undefined {
  const [request, ...more] = outcome.sent;
  if (request === undefined) return ['sends nothing', failed(outcome)].filter(Boolean).join(', ');
  return more.length > 0 ? `sends ${outcome.sent.length} requests` : check(request);
}

/** The query has these parameters and no others, in any order. */
const queryDiffers = ({ query }: Received, want: Readonly<Record<string, string>>): string | undefined =>
  differs('the query', Object.entries(query).sort(), Object.entries(want).sort());

/** The media type, whatever its parameters are. */
function typeDiffers({ headers }: Received, want: string): string | undefined {
  const type = String(headers['content-type']);
  return type.split(';')[0]?.trim() === want ? undefined : `the content type is ${type}`;
}

/** Whether a string is somewhere in what was thrown: in its message, its body, its cause. */
function mentions(value: unknown, text: string, depth = 5): boolean {
  if (typeof value === 'string') return value.includes(text);
  if (typeof value !== 'object' || value === null || depth === 0) return false;
  return Object.getOwnPropertyNames(value).some((name) => {
    const property = Object.getOwnPropertyDescriptor(value, name);
    return mentions(property?.value, text, depth - 1);
  });
}

/** Each check, by what it asks of a client. */
const CHECKS: readonly [string, (calls: Calls) => Promise<unknown>, (outcome: Outcome) => string | undefined][] = [
  [
    'lists',
    (calls) => calls.listBuckets('my bucket & co'),
    (outcome) =>
      one(
        outcome,
        (request) =>
          differs('the request', `${request.method} ${request.path}`, 'GET /api/v2/buckets') ??
          queryDiffers(request, { name: 'my bucket & co', limit: '5' }) ??
          differs('the authorization', request.headers['authorization'], 'Token secret'),
      ) ??
      failed(outcome) ??
      differs('the result', outcome.value, ['a', 'b']),
  ],
  [
    'writes line protocol',
    (calls) => calls.write('acme', 'co2', LINES),
    (outcome) =>
      one(
        outcome,
        (request) =>
          differs('the request', `${request.method} ${request.path}`, 'POST /api/v2/write') ??
          queryDiffers(request, { org: 'acme', bucket: 'co2', precision: 's' }) ??
          differs('the body', request.body, LINES) ??
          typeDiffers(request, 'text/plain'),
      ) ?? failed(outcome),
  ],
  [
    'sends Flux',
    (calls) => calls.query('acme', FLUX),
    (outcome) =>
      one(
        outcome,
        (request) =>
          differs('the request', `${request.method} ${request.path}`, 'POST /api/v2/query') ??
          queryDiffers(request, { org: 'acme' }) ??
          typeDiffers(request, 'application/json') ??
          differs('the Flux', (JSON.parse(request.body) as { query?: unknown }).query, FLUX),
      ),
  ],
  [
    'gives the CSV',
    (calls) => calls.query('acme', FLUX),
    (outcome) => failed(outcome) ?? differs('the result', outcome.value, CSV),
  ],
  [
    'encodes path values',
    (calls) => calls.getBucket('a/b c?d#e'),
    (outcome) =>
      one(outcome, ({ path }) => differs('the path', path, '/api/v2/buckets/a%2Fb%20c%3Fd%23e')) ?? failed(outcome),
  ],
  [
    'refuses `..` and nothing as path values',
    async (calls) => {
      // a client that sends one of them deletes, or asks to delete, what is above
      await calls.deleteBucket('..').catch(() => undefined);
      await calls.deleteBucket('').catch(() => undefined);
    },
    ({ sent }) =>
      sent.length === 0 ? undefined : `sends ${sent.map(({ method, path }) => `${method} ${path}`).join(', ')}`,
  ],
  [
    'reports what a 404 says',
    (calls) => calls.getBucket('missing'),
    ({ value, error }) => {
      if (error === undefined) return `throws nothing, gives ${inspect(value)}`;
      return mentions(error, 'bucket not found') ? undefined : 'the error does not have the message';
    },
  ],
];

/** The names of the checks, in order. */
export const checkNames: readonly string[] = CHECKS.map(([name]) => name);

const within = async <T>(promise: Promise<T>, milliseconds: number): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end after ${milliseconds} ms`)), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

/**
 * Makes the calls against a recording server and prints the results as JSON.
 * @param placeholder an address that a client was generated with, in place of the server's
 */
export async function drive(connect: (baseUrl: string, token: string) => Calls, placeholder: string): Promise<void> {
  const server = await recordingServer();
  const { fetch } = globalThis;
  globalThis.fetch = (input, init) =>
    fetch(
      typeof input === 'string' && input.startsWith(placeholder) ? server.url + input.slice(placeholder.length) : input,
      init,
    );
  const calls = connect(server.url, 'secret');
  const results: CheckResult[] = [];
  for (const [check, call, problemOf] of CHECKS) {
    server.received.length = 0;
    let outcome: Omit<Outcome, 'sent'>;
    try {
      outcome = { value: await within(call(calls), 4000) };
    } catch (error) {
      outcome = { error: error ?? 'nothing' };
    }
    let wrong: string | undefined;
    try {
      wrong = problemOf({ ...outcome, sent: [...server.received] });
    } catch (error) {
      wrong = `cannot be checked: ${String(error)}`;
    }
    results.push({ check, ...(wrong === undefined ? {} : { wrong }) });
  }
  server.close();
  process.stdout.write(`\n${JSON.stringify(results)}\n`, () => process.exit(0));
}
