import { isObject, type JsonObject, own } from '../../../base/json.js';
import { isReference, type Part } from '../../../contract/document/reader.js';
import type { ComparedDocument } from './compared-node.js';

/**
 * Whether `null` is among the values of a schema, by the rules that its type is emitted by. All parts hold together;
 * `nullable` beside a composition is said of the whole of it. Undefined: the schema says nothing of types or values.
 */
export function allowsNull(side: ComparedDocument, parts: readonly Part[]): boolean | undefined {
  const said = parts.flatMap((part) => {
    if (!isObject(part.value)) return [];
    if (!side.nulls.has(part.pointer)) {
      // In a cycle, what leads back says nothing.
      side.nulls.set(part.pointer, undefined);
      side.nulls.set(part.pointer, partAllowsNull(side, part.value, part));
    }
    return side.nulls.get(part.pointer) ?? [];
  });
  return said.length === 0 ? undefined : said.every(Boolean);
}

function partAllowsNull(side: ComparedDocument, value: JsonObject, part: Part): boolean | undefined {
  const target = isReference(value) ? side.follow(part) : part;
  const referred = target.pointer === part.pointer ? [] : [target];
  // OpenAPI 3.0 ignores what stands beside a reference.
  if (referred.length > 0 && side.isOpenApi30) return allowsNull(side, referred);

  const values = own(value, 'enum') ?? (own(value, 'const') === undefined ? undefined : [value['const'] ?? null]);
  const members = Array.isArray(values) ? [values.includes(null)] : [];
  if (own(value, 'nullable') === true) return members[0] ?? true;

  const all = own(value, 'allOf');
  const listed = Array.isArray(all) ? all : [];
  const composed = listed.map((item, index) => ({ value: item, pointer: `${part.pointer}/allOf/${index}` }));
  const type = own(value, 'type');
  // Members say more than types do.
  const stated = members.length > 0 || type === undefined ? [] : [[type].flat().includes('null')];
  const conditions = [...referred, ...composed].flatMap((each) => allowsNull(side, [each]) ?? []);
  const said = [...members, ...stated, ...conditions, ...kindsAllowNull(side, value, part)];
  return said.length === 0 ? undefined : said.every(Boolean);
}

/** Of each list of kinds: whether one of them allows `null`. */
function kindsAllowNull(side: ComparedDocument, value: JsonObject, part: Part): boolean[] {
  return (['oneOf', 'anyOf'] as const).flatMap((key) => {
    const kinds = own(value, key);
    if (!Array.isArray(kinds) || kinds.length === 0) return [];
    const said = kinds.map((kind, index) =>
      allowsNull(side, [{ value: kind, pointer: `${part.pointer}/${key}/${index}` }]),
    );
    if (said.includes(true)) return [true];
    return said.includes(undefined) ? [] : [false];
  });
}

/** Whether a schema is `null` and nothing else. */
export function isNull(value: unknown): boolean {
  if (!isObject(value)) return false;
  const members = own(value, 'enum');
  return (
    own(value, 'type') === 'null' ||
    own(value, 'const') === null ||
    (Array.isArray(members) && members.length === 1 && members[0] === null)
  );
}
