import { requestPath } from '@influxkit/internal/url-path';
import type { Data, Seed } from './data.js';

/** How a body is written. */
type Form = 'json' | 'text' | 'lines' | 'sequence' | 'events';

/** The body of a response; without data it has none. */
export interface BodyData {
  readonly mediaType?: string;
  readonly form?: Form;
  readonly data?: Data<unknown>;
}

export interface OperationData {
  readonly method: string;
  /** As the contract spells it: `/pets/{id}`. */
  readonly path: string;
  /** The origin of a server of its own. */
  readonly origin?: string;
  /** By status: `200`, `2XX`, `default`. */
  readonly responses: Readonly<Record<string, BodyData>>;
}

/** By the operation's name. */
export type Operations<Name extends PropertyKey> = Readonly<Record<Name, OperationData>>;

/** The body that an operation has with a status; of a status that the contract does not list, whatever it may be. */
export type BodyOf<Bodies, Status extends number> = Status extends keyof Bodies
  ? Bodies[Status]
  : ClassOf<Status> extends keyof Bodies
    ? Bodies[ClassOf<Status>]
    : Bodies extends { readonly default: infer Body }
      ? Body
      : unknown;

type ClassOf<Status extends number> = `${Status}` extends `${infer First}${infer _Second}${infer _Third}`
  ? `${First}XX`
  : never;

/** A value as JSON has it, where the client reads some formats as `Date` or `bigint`. */
export type Wire<Value> = Value extends Date
  ? string
  : Value extends bigint
    ? number
    : Value extends object
      ? { [Key in keyof Value]: Wire<Value[Key]> }
      : Value;

/** Takes a request and responds: a route of a fake server. */
export interface Route {
  readonly method: string;
  readonly path: string;
  /** Of a server of its own; a fake server does not mind which one it is. */
  readonly origin?: string;
  respond(request: Request): Response;
}

export interface RouteOptions {
  /** Of the body, where none is given. @default 1 */
  readonly seed?: Seed;
  /**
   * Headers of the response.
   *
   * @default none
   */
  readonly headers?: Readonly<Record<string, string>>;
}

export const json = (data: Data<unknown>, mediaType = 'application/json'): BodyData => ({
  mediaType,
  form: 'json',
  data,
});

export const body = (mediaType: string, form: Form, data: Data<unknown>): BodyData => ({ mediaType, form, data });

/** No body. */
export const empty: BodyData = {};

/** A route for each operation, each responding with what the contract calls success. */
export function routesOf<Name extends string>(operations: Operations<Name>, seed: Seed = 1): Route[] {
  return (Object.keys(operations) as Name[]).map((name) => {
    const statuses = Object.keys(operations[name].responses);
    const success = statuses.find((each) => /^2/.test(each));
    const listed = success ?? statuses.find((each) => /^[345]/.test(each)) ?? '200';
    const status = Number(listed.replace(/XX$/i, '00'));
    return routeOf(operations, name, status, undefined, { seed });
  });
}

/** A route that responds with a status, and with a body of the contract where none is given. */
export function routeOf<Name extends string>(
  operations: Operations<Name>,
  name: Name,
  status: number,
  given: unknown,
  { seed = 1, headers = {} }: RouteOptions = {},
): Route {
  const { method, path, origin } = operations[name];
  const place = { method, path, ...(origin !== undefined && { origin }) };
  return { ...place, respond: () => responseOf(operations, name, status, given, { seed, headers }) };
}

/** Statuses that have no body, whatever a contract says. */
const BODILESS: readonly number[] = [204, 205, 304];

function responseOf<Name extends string>(
  operations: Operations<Name>,
  name: Name,
  status: number,
  given: unknown,
  { seed, headers }: Required<RouteOptions>,
): Response {
  const { mediaType, form = 'json' } = bodyDataOf(operations, name, status) ?? {};
  const value = given ?? sampleOf(operations, name, status, seed);
  if (value === undefined || BODILESS.includes(status)) return new Response(null, { status, headers });
  const type = mediaType ?? (typeof value === 'string' ? 'text/plain' : 'application/json');
  return new Response(written(value, form), { status, headers: { 'content-type': type, ...headers } });
}

/** The value that an operation responds with by itself; undefined where it has no body. */
export function sampleOf<Name extends string>(
  operations: Operations<Name>,
  name: Name,
  status: number,
  seed: Seed = 1,
): unknown {
  return bodyDataOf(operations, name, status)?.data?.(`${seed} ${name} ${status}`);
}

function bodyDataOf<Name extends string>(
  operations: Operations<Name>,
  name: Name,
  status: number,
): BodyData | undefined {
  const { responses } = operations[name];
  const byClass = Object.keys(responses).find((each) => each.toUpperCase() === `${Math.trunc(status / 100)}XX`);
  return responses[status] ?? (byClass === undefined ? responses['default'] : responses[byClass]);
}

function written(value: unknown, form: Form): BodyInit {
  const items = (): string[] => (Array.isArray(value) ? value : [value]).map((item) => jsonText(item));
  switch (form) {
    case 'text':
      return value as BodyInit;
    case 'lines':
      return items()
        .map((item) => `${item}\n`)
        .join('');
    case 'sequence':
      return items()
        .map((item) => `\u001e${item}\n`)
        .join('');
    case 'events':
      return eventsText(Array.isArray(value) ? value : [value]);
    default:
      return jsonText(value);
  }
}

const eventsText = (events: readonly unknown[]): string =>
  events
    .map((event) => `data: ${(typeof event === 'string' ? event : jsonText(event)).replaceAll('\n', '\ndata: ')}\n\n`)
    .join('');

/** JSON, in which a `bigint` is the number that it stands for. */
function jsonText(value: unknown): string {
  const found: string[] = [];
  const text = JSON.stringify(value, (_, each: unknown) => {
    if (typeof each !== 'bigint') return each;
    found.push(String(each));
    return `\u0000${found.length - 1}\u0000`;
  });
  return found.length === 0 ? text : text.replace(/"\\u0000(\d+)\\u0000"/g, (_, index) => found[Number(index)] ?? '');
}

/** A path of a contract as MSW writes it: `/pets/:id`. */
export function mswPath(path: string): string {
  const own = requestPath(path.split(/[?#]/)[0] ?? '');
  return own.replace(/\{([^{}]*)\}|[:()*+?\\[\]]/g, (part, name: string | undefined, at: number) => {
    if (name === undefined) return `\\${part}`;
    // A pattern of its own keeps a name apart from what is around it.
    const isAlone = !/[\w{]/.test(own[at + part.length] ?? '/') && own[at - 1] !== '}';
    return `:${name.replace(/\W/g, '_')}${isAlone ? '' : '([^/]+)'}`;
  });
}
