import type { HttpMethod } from '@influxkit/runtime';
import { isObject, type JsonObject, type JsonValue, own } from '../../base/json.js';
import type { OpenApiDocument } from '../../contract/document/openapi.js';
import { componentOf, DocumentReader, pathTemplate, refOf } from '../../contract/document/reader.js';
import { type ComparedOperation, operationsOf } from '../diff/structure/compare-operations.js';

/** What upstream has and the contract has not. */
export interface Additions {
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

/** A parameter or a response of an operation that the contract has. */
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

export function findAdditions(ours: OpenApiDocument, upstream: OpenApiDocument): Additions {
  const [here, there] = [new DocumentReader(ours), new DocumentReader(upstream)];
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

function newOperation({ method, path, operation: value, pathItem: item }: ComparedOperation): NewOperation {
  const shared = own(item, 'parameters');
  return { method, path, value, shared: Array.isArray(shared) ? shared : [] };
}

function newParameters(
  here: DocumentReader,
  there: DocumentReader,
  mine: ComparedOperation,
  theirs: ComparedOperation,
): NewPart[] {
  const [known, found] = [here.parameters(mine), there.parameters(theirs)];
  // Parameters of a path belong to its template; a renamed one is a change, not additions.
  return [...found].flatMap(([key, parameter]) =>
    known.has(key) || parameter.in === 'path'
      ? []
      : [
          {
            method: mine.method,
            path: mine.path,
            name: `${parameter.name} in ${parameter.in}`,
            value: parameter.listed,
          },
        ],
  );
}

function newStatuses(mine: ComparedOperation, theirs: ComparedOperation): NewPart[] {
  const [known, found] = [own(mine.operation, 'responses'), own(theirs.operation, 'responses')];
  if (!isObject(found)) return [];
  return Object.entries(found).flatMap(([status, value]) =>
    status.startsWith('x-') || (isObject(known) && Object.hasOwn(known, status))
      ? []
      : [{ method: mine.method, path: mine.path, name: status, value }],
  );
}

function newSchemas(
  ours: OpenApiDocument,
  there: DocumentReader,
  operations: readonly ComparedOperation[],
  known: ReadonlyMap<string, ComparedOperation>,
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
  return `${method.toLowerCase()} ${pathTemplate(path)}`;
}

/** The path of the first operation that leads to each schema. */
function pathsOfSchemas(side: DocumentReader, operations: readonly ComparedOperation[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const { path, operation: value } of operations) {
    const seen = new Set<string>();
    const waiting: JsonValue[] = [value];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const ref = refOf(next);
      if (ref !== undefined && !seen.has(ref)) {
        seen.add(ref);
        const name = ref.startsWith('#/components/schemas/') ? componentOf(ref)?.name : undefined;
        // What an earlier operation led to, it led to with all below it.
        if (name !== undefined && found.has(name)) continue;
        if (name !== undefined) found.set(name, path);
        const target = side.target(ref);
        if (target !== undefined) waiting.push(target);
      }
      if (Array.isArray(next)) waiting.push(...next);
      else if (isObject(next)) waiting.push(...Object.values(next));
    }
  }
  return found;
}
