import { canonical, isObject, type JsonObject, type JsonValue } from '../../../base/json.js';
import type { ComponentKind, OpenApiDocument } from '../../../contract/document/openapi.js';
import { escapeToken } from '../../../contract/document/pointer.js';
import { code, type Node, node } from './compared-node.js';
import type { Kind, Report, Traversal } from './traversal.js';

/** Kinds of components whose names the generated types export. */
const exported = {
  schemas: { word: 'schema', kind: 'schema' },
  parameters: { word: 'parameter', kind: 'parameter' },
  requestBodies: { word: 'request body', kind: 'body' },
  responses: { word: 'response', kind: 'response' },
  headers: { word: 'header', kind: 'header' },
} as const satisfies Partial<Record<ComponentKind, { readonly word: string; readonly kind: Kind }>>;

type Exported = keyof typeof exported;
const kinds = Object.keys(exported) as Exported[];

/** Compares which components there are: their names are types that callers import. */
export function compareComponentNames(report: Report): void {
  for (const kind of kinds) {
    const [old, now] = [components(report.old.document, kind), components(report.new.document, kind)];
    const added = [...now.keys()].filter((name) => !old.has(name));
    // Of several equal ones, the first.
    const twins = new Map(added.toReversed().map((name) => [canonical(now.get(name)), name]));
    for (const [name, was] of old) {
      if (now.has(name)) continue;
      const twin = twins.get(canonical(was));
      const end = twin === undefined ? 'is gone' : `is now called ${code(twin)}`;
      const place = { pointer: pointerOf(kind, name), gone: true as const };
      report.find('component-removed', 'none', place, `the type of the ${exported[kind].word} ${code(name)} ${end}`);
    }
    for (const name of added) {
      const message = `new type of the ${exported[kind].word} ${code(name)}`;
      report.find('component-added', 'none', { pointer: pointerOf(kind, name) }, message);
    }
  }
}

/** Compares, in both directions, components that no operation led to. Run it last. */
export function compareUnreached(report: Report, walk: Traversal): void {
  for (const kind of kinds) {
    const [old, now] = [components(report.old.document, kind), components(report.new.document, kind)];
    for (const [name, was] of old) {
      const is = now.get(name);
      if (is === undefined) continue;
      const pointer = pointerOf(kind, name);
      const of = exported[kind].kind;
      if (walk.has(of, pointer, pointer, 'request') || walk.has(of, pointer, pointer, 'response')) continue;
      const [a, b] = [component(kind, name, was), component(kind, name, is)];
      if (of !== 'response' && of !== 'header') report.descend(of, a, b, 'request');
      if (of === 'response' || of === 'header' || of === 'schema') report.descend(of, a, b, 'response');
    }
  }
}

function component(kind: Exported, name: string, value: JsonValue): Node {
  const { word } = exported[kind];
  const label = kind === 'schemas' || kind === 'responses' ? { name } : { noun: word, name };
  return node(value, pointerOf(kind, name), label);
}

function components(document: OpenApiDocument, kind: Exported): Map<string, JsonObject> {
  const found: unknown = document.components?.[kind];
  return new Map(isObject(found) ? (Object.entries(found) as [string, JsonObject][]) : []);
}

function pointerOf(kind: Exported, name: string): string {
  return `/components/${kind}/${escapeToken(name)}`;
}
