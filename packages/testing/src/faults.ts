import type { FakeRequest } from './fake-request.js';
import { type PathMatcher, pathMatcher } from './routes.js';

/** What goes wrong with some of the requests that a fake server gets. */
export interface FakeFault {
  /** Requests of this method alone, such as `POST`. Absent: of any. */
  readonly method?: string;
  /** Requests to this path alone, a template of OpenAPI. Absent: to any. */
  readonly path?: string;
  /**
   * How many requests it hits; `Infinity`: all.
   *
   * @default 1
   */
  readonly times?: number;
  /** Milliseconds that pass before anything is responded. */
  readonly delay?: number;
  /** Status in place of the fake's own response; nothing of the request is stored. */
  readonly status?: number;
  /** Seconds, or an HTTP date, for the header `Retry-After` of that response. */
  readonly retryAfter?: number | string;
  /** Further headers of that response. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Body of that response; an object is sent as JSON. Absent: `code` and `message`, as InfluxDB has them. */
  readonly body?: string | object;
  /**
   * Closes the connection: `request`: before anything of the request is stored; `response`: after it was stored, without a
   * response; `body`: in the middle of the response's body.
   */
  readonly drop?: 'request' | 'response' | 'body';
}

/** Faults that are still to come, in the order in which they were planned. */
export class FaultPlan {
  #planned: { readonly fault: FakeFault; readonly match: PathMatcher | undefined; left: number }[] = [];

  add(faults: readonly FakeFault[]): void {
    for (const fault of faults) {
      const { path, times = 1 } = fault;
      if (!(times > 0)) throw new RangeError(`times: must be a number above 0, got ${times}`);
      this.#planned.push({ fault, match: path === undefined ? undefined : pathMatcher(path), left: times });
    }
  }

  /** Forgets all that is still to come. */
  clear(): void {
    this.#planned = [];
  }

  /** The fault that a request meets; it is then used up by one. */
  take({ method, path }: FakeRequest): FakeFault | undefined {
    const found = this.#planned.find(
      ({ fault, match }) =>
        (fault.method === undefined || fault.method.toUpperCase() === method) &&
        (match === undefined || match(path) !== undefined),
    );
    if (found === undefined) return undefined;
    found.left--;
    if (found.left <= 0) this.#planned = this.#planned.filter((one) => one !== found);
    return found.fault;
  }
}

const CODES: Readonly<Record<number, string>> = {
  400: 'invalid',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not found',
  413: 'request too large',
  422: 'unprocessable entity',
  429: 'too many requests',
  500: 'internal error',
  503: 'unavailable',
};

/** The response that a fault is; undefined where it leaves the response to the fake. */
export function faultResponse({ status, retryAfter, headers, body }: FakeFault): Response | undefined {
  if (status === undefined) return undefined;
  const code = CODES[status] ?? 'error';
  const content = body ?? { code, message: `${code}, as the test planned` };
  const isEmpty = status === 204 || status === 304;
  return new Response(isEmpty ? null : typeof content === 'string' ? content : JSON.stringify(content), {
    status,
    headers: {
      ...(typeof content !== 'string' && !isEmpty && { 'content-type': 'application/json' }),
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
      ...headers,
    },
  });
}
