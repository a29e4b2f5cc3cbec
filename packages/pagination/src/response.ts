import { describe } from '@influxkit/internal/message';
import type { Pagination } from '@influxkit/runtime';
import { PageError } from './error.js';

/** The items of a response, as the rule of its operation says where they are. */
export function itemsOf(operation: string, { items }: Pagination, data: unknown): readonly unknown[] {
  // Some servers write null for an empty list.
  const found = (items === '' ? data : at(data, items)) ?? [];
  if (!Array.isArray(found))
    throw new PageError(
      operation,
      `${items === '' ? 'the response' : `"${items}" of the response`} must be an array of items; got ${describe(found)}`,
    );
  return found;
}

/** What `after` takes of an item; undefined where the item has no such thing. */
export function idOf({ cursor = 'id' }: Pagination, item: unknown): string | number | undefined {
  const id = at(item, cursor);
  return typeof id === 'string' || typeof id === 'number' ? id : undefined;
}

/** The link to the next page; `true` where the response says, by links without it, that there is none. */
export function linkOf({ next }: Pagination, data: unknown): { link?: string; isLast: boolean } {
  const link = next === undefined ? undefined : at(data, next);
  if (typeof link === 'string' && link !== '') return { link, isLast: false };
  const parent = next?.split('.').slice(0, -1).join('.');
  return { isLast: !!parent && typeof (at(data, parent) ?? undefined) === 'object' };
}

/** The value at a path of own properties, such as `links.next`. */
const at = (value: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (node, key) =>
        typeof node === 'object' && node !== null && Object.hasOwn(node, key)
          ? (node as Record<string, unknown>)[key]
          : undefined,
      value,
    );
