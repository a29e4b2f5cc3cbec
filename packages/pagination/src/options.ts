import { describe } from '@influxkit/internal/message';
import type { OperationDescriptor, Pagination } from '@influxkit/runtime';
import type { Query } from './cursor.js';
import type { PageOptions } from './types.js';

/**
 * Checks an option that takes an integer; Infinity is not one.
 *
 * @throws TypeError or RangeError that names the option and what it takes
 */
export function checkInteger(name: string, value: unknown, least: number): void {
  if (Number.isSafeInteger(value) && Number(value) >= least) return;
  const message = `paginate: \`${name}\` must be an integer, ${least} or more; got ${describe(value)}`;
  throw typeof value === 'number' ? new RangeError(message) : new TypeError(message);
}

/** Checks the options of an iteration. */
export function checkOptions(
  { name, page }: OperationDescriptor,
  { pageSize, limit, maxPages, prefetch }: PageOptions,
): void {
  if (limit !== undefined && limit !== Infinity) checkInteger('limit', limit, 0);
  if (maxPages !== undefined && maxPages !== Infinity) checkInteger('maxPages', maxPages, 1);
  if (prefetch !== undefined && typeof prefetch !== 'boolean')
    throw new TypeError(`paginate: \`prefetch\` must be true or false; got ${describe(prefetch)}`);
  if (pageSize === undefined) return;
  checkInteger('pageSize', pageSize, 1);
  if (page?.limit === undefined)
    throw new TypeError(
      `paginate: \`pageSize\` has no effect on ${name}: the server alone says how many items a page has`,
    );
  if (page.max !== undefined && pageSize > page.max)
    throw new RangeError(`paginate: \`pageSize\` is ${pageSize}; ${name} takes ${page.max} or fewer`);
}

/** The query of the first page: what the caller asks for, with a page size where one can be told. */
export function firstQuery({ limit, max }: Pagination, query: Query, pageSize: number | undefined): Query {
  if (limit === undefined) return query;
  const size = pageSize ?? query[limit] ?? max;
  return size === undefined ? query : { ...query, [limit]: size };
}
