import { canonical, isObject, type JsonValue, own } from '../../../base/json.js';
import { below, type Part, schemaOfMedia } from '../../../contract/document/reader.js';
import { type ComparedDocument, code, type Label, type Node, node } from './compared-node.js';
import type { Report, ValueDirection } from './traversal.js';

export interface MediaType {
  /** As the contract writes it. */
  readonly name: string;
  readonly schema: Node;
  readonly encoding: JsonValue | undefined;
  readonly pointer: string;
}

/** A media type as it is compared: UTF-8 is what text is in anyway, said or not. */
function mediaTypeKey(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/\s+/g, '')
    .replace(/;charset="?utf-?8"?(?=;|$)/, '');
}

/** The media types of a `content`, by their name in lower case, in the contract's order. */
export function mediaTypesOf(side: ComparedDocument, content: Part, label: Label): Map<string, MediaType> {
  const found = new Map<string, MediaType>();
  if (!isObject(content.value)) return found;
  for (const [name, item] of Object.entries(content.value)) {
    const part = side.follow({ value: item, pointer: below(content, name) });
    const value = isObject(part.value) ? part.value : {};
    found.set(mediaTypeKey(name), {
      name,
      pointer: part.pointer,
      schema: node(
        schemaOfMedia(value, name) ?? {},
        `${part.pointer}/${own(value, 'schema') === undefined && own(value, 'itemSchema') !== undefined ? 'itemSchema' : 'schema'}`,
        label,
      ),
      encoding: own(value, 'encoding'),
    });
  }
  return found;
}

/** Compares the forms that a body comes in. The first is the one that a call uses that names none. */
export function compareMediaTypes(
  report: Report,
  old: ReadonlyMap<string, MediaType>,
  now: ReadonlyMap<string, MediaType>,
  where: { readonly what: string; readonly pointer: string },
  direction: ValueDirection,
): void {
  for (const [key, was] of old) {
    const is = now.get(key);
    if (is === undefined) {
      const place = { pointer: was.pointer, gone: true as const };
      report.find(`${direction}-media-type-removed`, direction, place, `${where.what} is no longer ${code(was.name)}`);
      continue;
    }
    if (was.name !== is.name) {
      const message = `${where.what} is ${code(is.name)}, it was ${code(was.name)}: the same form`;
      report.find('prose-changed', direction, is, message);
    }
    if (direction === 'request' && canonical(was.encoding) !== canonical(is.encoding)) {
      report.find(
        'request-encoding-changed',
        direction,
        is,
        `${where.what} of ${code(is.name)} encodes its parts in another way`,
      );
    }
    report.descend('schema', was.schema, is.schema, direction);
  }
  for (const [key, is] of now) {
    if (!old.has(key))
      report.find(`${direction}-media-type-added`, direction, is, `${where.what} may also be ${code(is.name)}`);
  }
  const [[first] = [], [newFirst] = []] = [[...old.keys()], [...now.keys()]];
  if (first === undefined || newFirst === undefined || first === newFirst || !now.has(first)) return;
  const message = `${where.what} is ${code(newFirst)} where a call names no media type, it was ${code(first)}`;
  report.find(`${direction}-media-type-default-changed`, direction, where, message);
}
