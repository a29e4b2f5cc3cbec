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
//   `allOf` parts and of references count), or exactly one of the names in `ITEMS`: these are the items;
// - and one of these rules fits. A token is enough by itself; of the others all that fit are named, a page number only where
//   nothing else does:
//     token            one query parameter of `TOKENS`, and one property of `NEXT_TOKENS`, or one that is called after it
//     offset + limit   query parameters of `OFFSETS` and `LIMITS`, both numbers
//     after + limit    query parameters of `AFTER` and `LIMITS`, and items with a property `id`, which `after` takes
//     next             an object property `links` with a property `next`, or an address in a property of `NEXT_LINKS`
//     link             the response declares the header `Link`
//     page             a query parameter of `PAGES`, a number
// - with them goes `more`, a property of `MORE` that is true or false.
// Properties are looked for in the response and in the objects of `WRAPPERS` in it. How many items a page may hold at most is
// the `maximum` of the limit's schema; pages count from 0 where the schema of their number says so.
// The configuration can set what the rules miss, and refuse (`false`) what they find.

const ITEMS = 'data items results records values entries objects nodes'.split(' ');
const OFFSETS = 'offset skip'.split(' ');
const LIMITS =
  'limit per_page perPage page_size pageSize pagesize page[size] page[limit] max_results maxResults size take $top top'.split(
    ' ',
  );
const AFTER = 'after starting_after startingAfter after_id'.split(' ');
const PAGES = 'page page_number pageNumber page_no pageNo page[number]'.split(' ');
const TOKENS = (
  'cursor page_token pageToken next_token nextToken next_cursor nextCursor continuation_token continuationToken ' +
  'continuation start_cursor startCursor page[cursor] page[after] after marker bookmark'
).split(' ');
const NEXT_TOKENS = (
  'next_cursor nextCursor next_page_token nextPageToken next_token nextToken continuation_token continuationToken ' +
  'next_marker nextMarker next_bookmark end_cursor endCursor'
).split(' ');
const NEXT_LINKS = 'next next_url nextUrl next_page_url nextPageUrl next_link nextLink'.split(' ');
const MORE = 'has_more hasMore has_next hasNext has_next_page hasNextPage'.split(' ');
const WRAPPERS =
  'meta metadata _meta pagination paging page_info pageInfo page response_metadata links _links cursors'.split(' ');

export interface PaginationPlace {
  readonly operationId: string;
  readonly pointer: string;
  readonly method: string;
  readonly query: readonly QueryParameterModel[];
  /** The default media type of success. */
  readonly media: Media | undefined;
  /** Headers that responses of success declare, in lower case. */
  readonly headers: ReadonlySet<string>;
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

function findRule(place: PaginationPlace, { reader }: PaginationContext): Pagination | undefined {
  const { method, query, media, headers } = place;
  if (method !== 'GET' || media?.codec !== 'json') return undefined;
  const items = findItems(media.schema, reader);
  if (items === undefined) return undefined;
  const names = new Set(query.map(({ name }) => name));
  const isNumber = (name: string): boolean => {
    const type = query.find((parameter) => parameter.name === name)?.type;
    return type?.kind !== 'keyword' || type.name === 'number';
  };
  const firstOf = (choices: readonly string[]): string | undefined => choices.find((name) => names.has(name));
  const numberOf = (choices: readonly string[]): string | undefined =>
    choices.find((name) => names.has(name) && isNumber(name));
  const properties = nearProperties(media.schema, reader);

  const limit = numberOf(LIMITS);
  const more = properties.find(
    ({ name, schema }) => MORE.includes(name) && reader.object(schema)?.['type'] === 'boolean',
  );
  const base = { items: items.name, ...(limit !== undefined && { limit }) };
  const last = more && { more: more.path };

  const token = tokenOf(names, properties);
  if (token) return { ...base, ...token, ...last };
  const offset = limit === undefined ? undefined : numberOf(OFFSETS);
  const after = limit !== undefined && schemaProperties(items.element, reader).has('id') ? firstOf(AFTER) : undefined;
  const next = nextLink(media.schema, properties, reader);
  const link = headers.has('link');
  const page = numberOf(PAGES);
  const others = {
    ...(offset !== undefined && { offset }),
    ...(after !== undefined && { after }),
    ...(next !== undefined && { next }),
    ...(link && next === undefined && { link }),
  };
  if (Object.keys(others).length > 0) return { ...base, ...others, ...last };
  return page === undefined ? undefined : { ...base, page, ...firstPage(query, page), ...last };
}

interface Property {
  readonly name: string;
  /** Path of properties from the response. */
  readonly path: string;
  readonly schema: JsonValue;
}

/**
 * The properties of a response, and of what wraps what it says of its page; names with a dot could not be distinguished
 * from a path.
 */
function nearProperties(schema: JsonValue | undefined, reader: DocumentReader): Property[] {
  const own = [...schemaProperties(schema, reader)].filter(([name]) => !name.includes('.'));
  const below = own.flatMap(([name, property]): Property[] =>
    WRAPPERS.includes(name)
      ? [...schemaProperties(property, reader)].map(([inner, value]) => ({
          name: inner,
          path: `${name}.${inner}`,
          schema: value,
        }))
      : [],
  );
  return [...own.map(([name, value]) => ({ name, path: name, schema: value })), ...below].filter(
    ({ path }) => path.split('.').length <= 2,
  );
}

/** The parameter and the property of a token, where both are clear. */
function tokenOf(
  names: ReadonlySet<string>,
  properties: readonly Property[],
): { token: string; nextToken: string } | undefined {
  const parameters = TOKENS.filter((name) => names.has(name));
  const pairs = parameters.flatMap((token) => {
    const plain = token
      .replace(/^page\[(.*)\]$/, '$1')
      .toLowerCase()
      .replace(/_/g, '');
    // Called after the parameter: `cursor` in `next_cursor`, or in an object such as `cursors` or `paging`.
    const named = properties.filter(({ name, path }) => {
      const own = name.toLowerCase().replace(/_/g, '');
      return own === `next${plain}` || (own === plain && path !== name);
    });
    const known = properties.filter(({ name }) => NEXT_TOKENS.includes(name));
    const [property, ...others] = named.length > 0 ? named : known;
    return property && others.length === 0 ? [{ token, nextToken: property.path }] : [];
  });
  return pairs.length === 1 ? pairs[0] : undefined;
}

/** Path of the property with the address of the next page. */
function nextLink(
  schema: JsonValue | undefined,
  properties: readonly Property[],
  reader: DocumentReader,
): string | undefined {
  if (schemaProperties(propertyAt(schema, ['links'], reader), reader).has('next')) {
    const isObjectLink = schemaProperties(propertyAt(schema, ['links', 'next'], reader), reader).has('href');
    return isObjectLink ? 'links.next.href' : 'links.next';
  }
  if (schemaProperties(propertyAt(schema, ['_links', 'next'], reader), reader).has('href')) return '_links.next.href';
  return properties.find(
    ({ name, schema: property }) =>
      NEXT_LINKS.includes(name) && /^ur[il]|^uri-reference$/.test(String(reader.object(property)?.['format'])),
  )?.path;
}

/** The number of the first page, where the parameter's schema says that it is not 1. */
function firstPage(query: readonly QueryParameterModel[], page: string): { firstPage?: number } {
  return query.find(({ name }) => name === page)?.least === 0 ? { firstPage: 0 } : {};
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
  const known = lists.filter(({ name }) => ITEMS.includes(name));
  const found = lists.length === 1 ? lists[0] : known.length === 1 ? known[0] : undefined;
  // A name with a dot could not be distinguished from a path.
  return found?.name.includes('.') ? undefined : found;
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

/** Why a configured rule does not fit, and which choices there are; undefined where it does. */
function misfit(
  rule: Pagination,
  { method, query, media }: PaginationPlace,
  { reader }: PaginationContext,
): string | undefined {
  if (method !== 'GET') return `the operation is a ${method}, and only GET can page`;
  if (media?.codec !== 'json') return 'its response is not JSON';
  const { schema } = media;
  const element = itemsElement(rule.items, schema, reader);
  if (element === undefined) {
    const arrays = propertyPaths(schema, reader).filter((path) => itemsElement(path, schema, reader) !== undefined);
    if (itemsElement('', schema, reader) !== undefined) return `its response is an array: \`items\` must be ''`;
    const has = `; ${arrays.length > 0 ? `it has ${choices(arrays)}` : 'it has none'}`;
    return rule.items === ''
      ? `its response is not an array${has.replace('it has none', 'and has none')}`
      : `its response has no array at ${quote(rule.items)} (items)${has}`;
  }
  const names = query.map(({ name }) => name);
  for (const key of ['limit', 'offset', 'after', 'page', 'token'] as const) {
    const name = rule[key];
    if (name !== undefined && !names.includes(name))
      return `it has no query parameter ${quote(name)} (${key}); it has ${choices(names)}`;
  }
  for (const key of ['next', 'nextToken', 'more'] as const) {
    const path = rule[key];
    if (path !== undefined && propertyAt(schema, path.split('.'), reader) === undefined)
      return `its response has no property ${quote(path)} (${key}); it has ${choices(propertyPaths(schema, reader))}`;
  }
  if (rule.after !== undefined && !schemaProperties(element, reader).has(rule.cursor ?? 'id')) {
    const has = choices([...schemaProperties(element, reader).keys()]);
    return `its items have no property ${quote(rule.cursor ?? 'id')}, which ${quote(rule.after)} would take (cursor); they have ${has}`;
  }
  if ((rule.token === undefined) !== (rule.nextToken === undefined))
    return '`token` and `nextToken` go together: the parameter that takes a token, and the property that has it';
  const ways = ['offset', 'after', 'page', 'token', 'next', 'link'] as const;
  if (ways.every((key) => rule[key] === undefined))
    return `it names none of ${ways.map((key) => `\`${key}\``).join(', ')}, so there is no way to the second page`;
  return undefined;
}

const choices = (names: readonly string[]): string =>
  names.length > 0 ? names.map((name) => quote(name)).join(', ') : 'none';

/** Paths of properties of a response, two deep. */
function propertyPaths(schema: JsonValue | undefined, reader: DocumentReader): string[] {
  return [...schemaProperties(schema, reader)].flatMap(([name, property]) => [
    name,
    ...[...schemaProperties(property, reader).keys()].map((inner) => `${name}.${inner}`),
  ]);
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
