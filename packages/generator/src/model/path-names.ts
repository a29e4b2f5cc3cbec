import type { HttpMethod } from '@influxkit/runtime';
import { methodPart } from './names.js';

// How an operation gets its name from its path. The rules:
// 1. The path without its prefix and without parameters is the resource: `/buckets/{bucketID}/labels` → `buckets.labels`.
// 2. A path that ends in a parameter is an item: GET `get`, PATCH `update`, PUT `replace`, DELETE `delete`; POST is the
//    resource itself where nothing else is done to it, otherwise `update`, or `post` beside a PATCH.
// 3. A path with items below it is a collection: GET `list`, POST `create`, PUT `replace`, PATCH `update`, DELETE
//    `delete`. One that ends in a parameter itself is an item, unless nothing is done to the path above it.
// 4. A lone POST at the end of a longer path is a verb: `scripts.invoke`.
// 5. A lone GET is a noun that one reads: `health`, `tasks.logs`; with something below it `get`: `me.get`.
// 6. Things in a collection under an item that can be posted to, and that can only be deleted one by one, are attached,
//    not made: `buckets.labels.add`, `buckets.labels.remove`.
// HEAD, OPTIONS and TRACE are `head`, `options`, `trace` of the resource, and do not count where a rule says "lone".

interface PathNode {
  /** Name of the segment; absent for a parameter and for the root. */
  readonly part?: string;
  readonly parent?: PathNode;
  readonly isItem: boolean;
  readonly below: Map<string, PathNode>;
  readonly methods: Set<HttpMethod>;
}

const ITEM = '{}';
const ITEM_NAMES: Partial<Record<HttpMethod, string>> = {
  GET: 'get',
  PATCH: 'update',
  PUT: 'replace',
  DELETE: 'delete',
};
const COLLECTION_NAMES: Partial<Record<HttpMethod, string>> = { ...ITEM_NAMES, GET: 'list', POST: 'create' };
const SINGLE_NAMES: Partial<Record<HttpMethod, string>> = { ...ITEM_NAMES, POST: 'create' };
const SIDE_METHODS: ReadonlySet<HttpMethod> = /* @__PURE__ */ new Set(['HEAD', 'OPTIONS', 'TRACE']);

/** All paths of a contract, from which each operation's name follows. */
export class PathNames {
  readonly #root = newNode(undefined, false);
  readonly #nodes = new Map<string, PathNode>();
  readonly #prefixes: readonly string[];

  constructor(
    prefixes: readonly string[],
    operations: Iterable<{ readonly path: string; readonly method: HttpMethod }>,
  ) {
    this.#prefixes = prefixes;
    for (const { path, method } of operations) this.#node(path).methods.add(method);
  }

  /** The name from the client's root; undefined where nothing in the path can name it. */
  name(path: string, method: HttpMethod): string[] | undefined {
    const node = this.#node(path);
    const resource: string[] = [];
    for (let at: PathNode | undefined = node; at; at = at.parent) {
      if (at.part !== undefined) resource.unshift(at.part);
    }
    const verb = SIDE_METHODS.has(method) ? method.toLowerCase() : ruleName(node, method);
    const name = verb === undefined ? resource : [...resource, verb];
    return name.length > 0 ? name : undefined;
  }

  #node(path: string): PathNode {
    const known = this.#nodes.get(path);
    if (known) return known;
    let node = this.#root;
    for (const segment of segmentsOf(withoutPrefix(path, this.#prefixes))) {
      let next = node.below.get(segment);
      if (!next) {
        next = newNode(node, segment === ITEM, segment === ITEM ? undefined : methodPart(segment));
        node.below.set(segment, next);
      }
      node = next;
    }
    this.#nodes.set(path, node);
    return node;
  }
}

function newNode(parent: PathNode | undefined, isItem: boolean, part?: string): PathNode {
  return {
    isItem,
    below: new Map(),
    methods: new Set(),
    ...(parent && { parent }),
    ...(part !== undefined && { part }),
  };
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

function ruleName(node: PathNode, method: HttpMethod): string | undefined {
  const item = node.below.get(ITEM);
  // `/repos/{owner}` above `/repos/{owner}/{repo}` is the collection, where `/repos` is nothing by itself.
  const isItem = node.isItem && !(item && node.parent?.methods.size === 0);
  if (isItem) {
    if (method === 'POST') return itemPost(node);
    return method === 'DELETE' && node.parent && isAttached(node.parent) ? 'remove' : ITEM_NAMES[method];
  }
  if (item) return method === 'POST' && isAttached(node) ? 'add' : COLLECTION_NAMES[method];
  const isLone = [...node.methods].every((other) => other === method || SIDE_METHODS.has(other));
  const isLeaf = node.below.size === 0;
  if (isLone && isLeaf && node.part !== undefined) {
    if (method === 'GET') return undefined;
    if (method === 'POST' && node.parent?.parent) return undefined;
  }
  return SINGLE_NAMES[method];
}

function itemPost(node: PathNode): string | undefined {
  const parent = node.parent;
  const isAlone =
    node.methods.size === 1 && node.below.size === 0 && parent?.methods.size === 0 && parent.below.size === 1;
  if (isAlone) return undefined;
  return node.methods.has('PATCH') ? 'post' : 'update';
}

/** Rule 6: of a collection below an item. */
function isAttached(collection: PathNode): boolean {
  const item = collection.below.get(ITEM);
  if (!item || item.below.size > 0 || !collection.methods.has('POST') || collection.methods.has('DELETE')) return false;
  return [...item.methods].join() === 'DELETE' && hasItemAbove(collection);
}

function hasItemAbove(node: PathNode): boolean {
  for (let at = node.parent; at; at = at.parent) if (at.isItem) return true;
  return false;
}
