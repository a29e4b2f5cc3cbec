import type { HttpMethod } from '@influxkit/runtime';
import { isObject, own } from '../../base/json.js';
import type { JsonObject, JsonValue, OpenApiDocument } from '../../contract/document/openapi.js';
import { type OperationSide, operationsOf } from '../diff/structure/compare-operations.js';
import { parametersOf } from '../diff/structure/compare-parameters.js';
import { componentName, refOf, Side } from '../diff/structure/compared-node.js';

/** What upstream has and the contract has not. */
export interface News {
  readonly operations: readonly NewOperation[];
  readonly parameters: readonly NewPart[];
  readonly statuses: readonly NewPart[];
  readonly schemas: readonly NewSchema[];
}

export interface NewOperation {
  readonly method: HttpMethod;
  readonly path: string;
  readonly value: JsonObject;
  /** Parameters of the path item: they are the operation's own here. */
  readonly shared: readonly JsonValue[];
}

/** A parameter or an answer of an operation that the contract has. */
export interface NewPart {
  readonly method: HttpMethod;
  /** As the contract writes it. */
  readonly path: string;
  /** `limit in query`, or the status. */
  readonly name: string;
  readonly value: JsonValue;
}

export interface NewSchema {
  readonly name: string;
  readonly value: JsonValue;
  /** Path of the first new operation that leads to it, or of any operation upstream. */
  readonly path?: string;
}

export function findNews(ours: OpenApiDocument, upstream: OpenApiDocument): News {
  const [here, there] = [new Side(ours), new Side(upstream)];
  const [known, found] = [operationsOf(here), operationsOf(there)];
  const operations: NewOperation[] = [];
  const parameters: NewPart[] = [];
  const statuses: NewPart[] = [];
  for (const [key, theirs] of found) {
    const mine = known.get(key);
    if (mine === undefined) operations.push(newOperation(theirs));
    else {
      parameters.push(...newParameters(here, there, mine, theirs));
      statuses.push(...newStatuses(mine, theirs));
    }
  }
  return { operations, parameters, statuses, schemas: newSchemas(ours, there, [...found.values()], known) };
}

function newOperation({ method, path, value, item }: OperationSide): NewOperation {
  const shared = own(item, 'parameters');
  return { method, path, value, shared: Array.isArray(shared) ? shared : [] };
}

function newParameters(here: Side, there: Side, mine: OperationSide, theirs: OperationSide): NewPart[] {
  const all = (side: Side, { value, item }: OperationSide): ReturnType<typeof parametersOf> =>
    parametersOf(side, [
      { value: own(item, 'parameters') ?? null, pointer: 'item' },
      { value: own(value, 'parameters') ?? null, pointer: 'operation' },
    ]);
  const [known, found] = [all(here, mine), all(there, theirs)];
  // Parameters of a path belong to its template; a renamed one is a change, not news.
  return [...found].flatMap(([key, parameter]) =>
    known.has(key) || parameter.in === 'path'
      ? []
      : [
          {
            method: mine.method,
            path: mine.path,
            name: `${parameter.name} in ${parameter.in}`,
            value: parameter.value,
          },
        ],
  );
}

function newStatuses(mine: OperationSide, theirs: OperationSide): NewPart[] {
  const [known, found] = [own(mine.value, 'responses'), own(theirs.value, 'responses')];
  if (!isObject(found)) return [];
  return Object.entries(found).flatMap(([status, value]) =>
    status.startsWith('x-') || (isObject(known) && Object.hasOwn(known, status))
      ? []
      : [{ method: mine.method, path: mine.path, name: status, value }],
  );
}

function newSchemas(
  ours: OpenApiDocument,
  there: Side,
  operations: readonly OperationSide[],
  known: ReadonlyMap<string, OperationSide>,
): NewSchema[] {
  const mine = new Set(Object.keys(ours.components?.schemas ?? {}));
  const paths = pathsOfSchemas(there, [
    ...operations.filter(({ method, path }) => !known.has(keyOf(method, path))),
    ...operations.filter(({ method, path }) => known.has(keyOf(method, path))),
  ]);
  return Object.entries(there.document.components?.schemas ?? {}).flatMap(([name, value]) => {
    if (mine.has(name)) return [];
    const path = paths.get(name);
    return [{ name, value, ...(path !== undefined && { path }) }];
  });
}

function keyOf(method: string, path: string): string {
  return `${method.toLowerCase()} ${path.replaceAll(/\{[^{}]*\}/g, '{}')}`;
}

/** The path of the first operation that leads to each schema. */
function pathsOfSchemas(side: Side, operations: readonly OperationSide[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const { path, value } of operations) {
    const seen = new Set<string>();
    const waiting: JsonValue[] = [value];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const ref = refOf(next);
      if (ref !== undefined && !seen.has(ref)) {
        seen.add(ref);
        const name = ref.startsWith('#/components/schemas/') ? componentName(ref) : undefined;
        // What an earlier operation led to, it led to with all below it.
        if (name !== undefined && found.has(name)) continue;
        if (name !== undefined) found.set(name, path);
        const target = side.lookup(ref);
        if (target !== undefined) waiting.push(target);
      }
      if (Array.isArray(next)) waiting.push(...next);
      else if (isObject(next)) waiting.push(...Object.values(next));
    }
  }
  return found;
}
