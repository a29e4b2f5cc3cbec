import type { HttpMethod } from '@influxkit/runtime';
import type { NamingLists } from '../../config/product-config.js';
import { methodPart, usablePart } from './names.js';

// How an operation gets its name. From nothing but itself: its method, its path and what it responds with, so that no
// operation that comes or goes renames another. The rules, the first that fits wins:
// 1. HEAD, OPTIONS and TRACE are `head`, `options`, `trace` of the resource; so are QUERY and methods of the contract's own.
// 2. A path that ends in a parameter is an item: GET `get`, PATCH and POST `update`, PUT `replace`, DELETE `delete`.
// 3. What is listed as attached and stands below an item (`/buckets/{id}/labels`) is not made: POST is `add`, and DELETE
//    of an item of it (`/buckets/{id}/labels/{id}`) `remove`.
// 4. What is listed as an action is the verb itself, whatever changes something there: `scripts.invoke`; so is a verb
//    after a colon (`/files/{id}:copy`).
// 5. What is listed as a reading is the noun itself where it is read: `health`, `tasks.logs`.
// 6. Anything else is a noun: GET `list` where an array comes, or an object with one array in it, otherwise `get`; POST
//    `create`, PATCH `update`, PUT `replace`, DELETE `delete`.
// The resource is the path without its prefix and without parameters: `/buckets/{id}/labels` → `buckets.labels`.

/** What holds for any API; a configuration adds what is its own. */
const GENERAL_NAMING: NamingLists = {
  attached: ['labels', 'members', 'owners'],
  actions: (
    'activate analyze apply approve archive cancel clone close confirm copy deactivate disable download enable execute ' +
    'export import invite invoke login logout merge ping publish query refresh refund restart restore resume retry ' +
    'revoke rotate run search send signin signout start stop sync test uninstall upload validate verify'
  ).split(' '),
  readings: 'config count health limits logs metrics ping query ready status summary usage version'.split(' '),
};

/** The general lists and those of a configuration together. */
export function namingLists(own: Partial<NamingLists> = {}): NamingLists {
  return {
    attached: [...GENERAL_NAMING.attached, ...(own.attached ?? [])],
    actions: [...GENERAL_NAMING.actions, ...(own.actions ?? [])],
    readings: [...GENERAL_NAMING.readings, ...(own.readings ?? [])],
  };
}

/** What of an operation its name follows from. */
export interface NamedByPath {
  readonly method: HttpMethod;
  readonly path: string;
  /** Whether it responds with an array, or with an object that holds one. */
  readonly readsList: boolean;
}

export interface NamingRules extends NamingLists {
  /** Prefixes of paths that stay out of names. */
  readonly prefixes: readonly string[];
}

const ITEM = '{}';
const SIDE_METHODS: ReadonlySet<HttpMethod> = /* @__PURE__ */ new Set(['HEAD', 'OPTIONS', 'TRACE']);
const NOUN_VERBS: Partial<Record<HttpMethod, string>> = {
  GET: 'get',
  POST: 'create',
  PATCH: 'update',
  PUT: 'replace',
  DELETE: 'delete',
};
const ITEM_VERBS: Partial<Record<HttpMethod, string>> = { ...NOUN_VERBS, POST: 'update' };
const VERBS: ReadonlySet<string> = /* @__PURE__ */ new Set(
  'get list create update replace delete add remove head options trace query'.split(' '),
);

/** The name of an operation from the client's root; undefined where nothing in its path can name it. */
export function nameByPath(operation: NamedByPath, rules: NamingRules): string[] | undefined {
  const segments = segmentsOf(withoutPrefix(operation.path, rules.prefixes));
  const resource = segments.flatMap((segment) => (segment === ITEM ? [] : (methodPart(segment) ?? [])));
  const verb = verbOf(operation, segments, rules);
  const name = verb === undefined ? resource : [...resource, verb];
  if (name.length === 0) return undefined;
  return name.map((part, index) =>
    usablePart(part, { root: index === 0, underMethod: index > 0 && mayBeMethod(name[index - 1] ?? '', rules) }),
  );
}

/**
 * Whether what ends in such a part may be a method. Whether it is one, other operations decide, and those rename nothing:
 * `GET /health/name` is `health.name_.get` with or without a `GET /health`.
 */
function mayBeMethod(part: string, { actions, readings }: NamingLists): boolean {
  return VERBS.has(part) || actions.includes(part) || readings.includes(part);
}

/** The last part of the name; undefined where the last segment is it. */
function verbOf(
  { method, readsList }: NamedByPath,
  segments: readonly string[],
  { attached, actions, readings }: NamingLists,
): string | undefined {
  if (SIDE_METHODS.has(method)) return method.toLowerCase();
  // A method that HTTP or the contract adds says by itself what is done.
  if (!Object.hasOwn(NOUN_VERBS, method)) return methodPart(method.toLowerCase());
  const last = segments.at(-1) ?? '';
  if (last === ITEM) {
    const isAttached = segments.at(-3) === ITEM && attached.includes(methodPart(segments.at(-2) ?? '') ?? '');
    if (isAttached && method === 'DELETE') return 'remove';
    return ITEM_VERBS[method];
  }
  const word = methodPart(last) ?? '';
  if (method === 'POST' && segments.at(-2) === ITEM && attached.includes(word)) return 'add';
  if (method === 'GET') {
    if (readings.includes(word) || last.startsWith(':')) return undefined;
    return readsList ? 'list' : 'get';
  }
  if (actions.includes(word) || last.startsWith(':')) return undefined;
  return NOUN_VERBS[method];
}

/** Segments, each parameter as `{}`; `/files/{id}:copy` has three: `files`, `{}`, `:copy`. */
function segmentsOf(path: string): string[] {
  return (
    path
      .split('/')
      .flatMap((segment) =>
        segment.split(/\{[^}]*\}/).flatMap((fixed, index) => (index === 0 ? [fixed] : [ITEM, fixed])),
      )
      // What has no letter or digit names nothing: the dots of `/compare/{base}...{head}`.
      .filter((segment) => segment === ITEM || methodPart(segment) !== undefined)
  );
}

function withoutPrefix(path: string, prefixes: readonly string[]): string {
  // The longest that fits: `/api/v2` before `/api`.
  const fitting = prefixes
    .map((prefix) => prefix.replace(/\/+$/, ''))
    .filter((prefix) => path === prefix || path.startsWith(`${prefix}/`))
    .sort((a, b) => b.length - a.length)[0];
  return fitting === undefined ? path : path.slice(fitting.length);
}
