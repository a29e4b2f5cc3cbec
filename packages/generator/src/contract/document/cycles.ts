import { quote } from '../../base/diagnostics.js';
import { isObject } from '../../base/json.js';
import type { ReportAt } from '../load/check-document.js';
import type { JsonObject, OpenApiDocument } from './openapi.js';
import { parsePointer, type Tokens } from './pointer.js';

/**
 * Finds components that are nothing but themselves: `A` is a `$ref` to `B` and `B` one to `A`, or a schema that is
 * `allOf` itself. A schema that has itself as a property or an item is fine.
 */
export function checkCircles(document: OpenApiDocument, report: ReportAt): void {
  for (const [kind, section] of Object.entries(document.components ?? {})) {
    if (!isObject(section)) continue;
    const links = new Map(Object.entries(section).map(([name, value]) => [name, linksOf(kind, value)]));
    for (const [name, way] of circles(links)) {
      const message = `${way.map((step) => quote(step)).join(' is ')} is ${quote(name)} again: they define nothing`;
      report('ref-circular', message, ['components', kind, name]);
    }
  }
}

/** Components that a component *is*, wholly or in part, as opposed to those it holds. */
function linksOf(kind: string, value: unknown): readonly string[] {
  const names: string[] = [];
  const pending: unknown[] = [value];
  while (pending.length > 0) {
    const one = pending.pop();
    if (!isObject(one)) continue;
    const tokens = typeof one['$ref'] === 'string' ? parsePointer(one['$ref'].slice(1)) : undefined;
    if (isSameKind(tokens, kind)) names.push(tokens?.[2] ?? '');
    if (kind === 'schemas' && Array.isArray((one as JsonObject)['allOf'])) pending.push(...(one['allOf'] as unknown[]));
  }
  return names;
}

function isSameKind(tokens: Tokens | undefined, kind: string): boolean {
  return tokens?.length === 3 && tokens[0] === 'components' && tokens[1] === kind;
}

/** Each circle once, with the names on the way around it. No recursion: a chain can be as long as the document. */
function circles(links: ReadonlyMap<string, readonly string[]>): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  const done = new Set<string>();
  for (const start of links.keys()) {
    const way: { name: string; next: number }[] = [{ name: start, next: 0 }];
    const onWay = new Map([[start, 0]]);
    while (way.length > 0) {
      const top = way[way.length - 1];
      if (!top) break;
      const to = done.has(top.name) ? undefined : links.get(top.name)?.[top.next++];
      if (to === undefined) {
        done.add(top.name);
        onWay.delete(top.name);
        way.pop();
      } else if (onWay.has(to)) {
        found.set(
          to,
          way.slice(onWay.get(to)).map(({ name }) => name),
        );
      } else if (!done.has(to)) {
        onWay.set(to, way.length);
        way.push({ name: to, next: 0 });
      }
    }
  }
  return found;
}
