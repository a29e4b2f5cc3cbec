import type { Pagination } from '@influxkit/runtime';
import { diagnose } from '../../base/catalogue.js';
import { quote, type Report } from '../../base/diagnostics.js';
import { isObject, type JsonValue, own } from '../../base/json.js';
import type { ProductConfig } from '../../config/product-config.js';
import type { LoadedContract } from '../../contract/document/openapi.js';
import type { DocumentReader } from '../../contract/document/reader.js';
import type { PageModel, QueryParameterModel, TypeModel } from './api-model.js';
import type { Media } from './read-bodies.js';
import { arrayOfObjects, schemaProperties, schemaType } from './schema-types.js';

// How an operation is found to page. It does if all of this holds:
// - it is a GET, and its response of success is JSON;
// - the response is an array of objects, or an object with exactly one property that is an array of objects (properties of
//   `allOf` parts and of references count): these are the items;
// - and one of these rules fits, or several, and then the row names all of them:
//     offset + limit   query parameters of these names, both numbers
//     after + limit    query parameters of these names, and items with a property `id`, which `after` takes
//     links.next       an object property `links` of the response with a property `next`
// How many items a page may hold at most is the `maximum` of the limit's schema.
// The configuration can set what the rules miss, and refuse (`false`) what they find.

export interface PaginationPlace {
  readonly operationId: string;
  readonly pointer: string;
  readonly method: string;
  readonly query: readonly QueryParameterModel[];
  /** The default media type of success. */
  readonly media: Media | undefined;
}

export interface PaginationContext {
  readonly contract: LoadedContract;
  readonly config: ProductConfig;
  readonly reader: DocumentReader;
  readonly models: ReadonlyMap<string, string>;
  readonly report: Report;
}

/** How an operation pages; undefined where it does not. A configured rule that does not fit is reported. */
export function readPagination(place: PaginationPlace, context: PaginationContext): PageModel | undefined {
  const settings = context.config.pagination;
  const setting = settings && Object.hasOwn(settings, place.operationId) ? settings[place.operationId] : undefined;
  if (setting === false) return undefined;
  if (setting === undefined) {
    const rule = findRule(place, context);
    return rule && pageOf(rule, place, context);
  }
  const problem = misfit(setting, place, context);
  if (problem === undefined) return pageOf(setting, place, context);
  const message = `The configured pagination of ${quote(place.operationId)} does not fit: ${problem}.`;
  context.report(diagnose('pagination-mismatch', message, context.contract.locate(place.pointer)));
  return undefined;
}

function findRule({ method, query, media }: PaginationPlace, { reader }: PaginationContext): Pagination | undefined {
  if (method !== 'GET' || media?.codec !== 'json') return undefined;
  const items = findItems(media.schema, reader);
  if (items === undefined) return undefined;
  const names = new Set(query.map(({ name }) => name));
  const isNumber = (name: string): boolean => {
    const type = query.find((parameter) => parameter.name === name)?.type;
    return type?.kind !== 'keyword' || type.name === 'number';
  };
  const limited = names.has('limit') && isNumber('limit');
  const byOffset = limited && names.has('offset') && isNumber('offset');
  const byAfter = limited && names.has('after') && schemaProperties(items.element, reader).has('id');
  const byLink = schemaProperties(propertyAt(media.schema, ['links'], reader), reader).has('next');
  if (!byOffset && !byAfter && !byLink) return undefined;
  return {
    items: items.name,
    ...(limited && { limit: 'limit' }),
    ...(byOffset && { offset: 'offset' }),
    ...(byAfter && { after: 'after' }),
    ...(byLink && { next: 'links.next' }),
  };
}

function findItems(
  schema: JsonValue | undefined,
  reader: DocumentReader,
): { name: string; element: JsonValue } | undefined {
  const whole = arrayOfObjects(schema, reader);
  if (whole !== undefined) return { name: '', element: whole };
  const lists = [...schemaProperties(schema, reader)].flatMap(([name, property]) => {
    const element = arrayOfObjects(property, reader);
    return element === undefined ? [] : [{ name, element }];
  });
  // A name with a dot could not be told from a path.
  return lists.length === 1 && !lists[0]?.name.includes('.') ? lists[0] : undefined;
}

function propertyAt(
  schema: JsonValue | undefined,
  path: readonly string[],
  reader: DocumentReader,
): JsonValue | undefined {
  let at: JsonValue | undefined = schema;
  for (const name of path) at = schemaProperties(at, reader).get(name);
  return at;
}

/** Why a configured rule does not fit; undefined where it does. */
function misfit(
  rule: Pagination,
  { method, query, media }: PaginationPlace,
  { reader }: PaginationContext,
): string | undefined {
  if (method !== 'GET') return `the operation is a ${method}, and only GET can page`;
  if (media?.codec !== 'json') return 'its response is not JSON';
  const element = itemsElement(rule.items, media.schema, reader);
  if (element === undefined) {
    return rule.items === '' ? 'its response is not an array' : `its response has no array at ${quote(rule.items)}`;
  }
  const names = new Set(query.map(({ name }) => name));
  for (const key of ['limit', 'offset', 'after'] as const) {
    const name = rule[key];
    if (name !== undefined && !names.has(name)) return `it has no query parameter ${quote(name)} (${key})`;
  }
  if (rule.next !== undefined && propertyAt(media.schema, rule.next.split('.'), reader) === undefined) {
    return `its response has no property ${quote(rule.next)} (next)`;
  }
  if (rule.after !== undefined && !schemaProperties(element, reader).has(rule.cursor ?? 'id')) {
    return `its items have no property ${quote(rule.cursor ?? 'id')}, which ${quote(rule.after)} would take`;
  }
  if (rule.offset === undefined && rule.after === undefined && rule.next === undefined) {
    return 'it names no `offset`, `after` or `next`, so there is no way to the second page';
  }
  return undefined;
}

/** Schema of the items at a path of properties (`''`: the response itself). */
function itemsElement(items: string, schema: JsonValue | undefined, reader: DocumentReader): JsonValue | undefined {
  const list = reader.object(items === '' ? schema : propertyAt(schema, items.split('.'), reader));
  if (!list) return undefined;
  const element = own(list, 'items');
  return isObject(element) ? element : undefined;
}

function pageOf(
  found: Pagination,
  { media, query }: PaginationPlace,
  { reader, models }: PaginationContext,
): PageModel {
  const { items, limit, ...others } = found;
  const max = query.find(({ name }) => name === limit)?.maximum;
  const allowed = max !== undefined && Number.isSafeInteger(max) && max > 0 && { max };
  const rule: Pagination = { items, ...(limit !== undefined && { limit, ...allowed }), ...others };
  let list: TypeModel = media?.type ?? { kind: 'keyword', name: 'unknown' };
  for (const key of rule.items === '' ? [] : rule.items.split('.'))
    list = { kind: 'member', of: list, key, optional: true };
  const at: TypeModel = { kind: 'member', of: list, key: 'elements', optional: false };
  const element = itemsElement(rule.items, media?.schema, reader);
  return { rule, item: list.kind === 'array' ? list.of : schemaType(element, at, models, reader) };
}
