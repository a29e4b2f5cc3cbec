export type { Cursor } from './cursor.js';
export { cursorOf, PageError } from './error.js';
export type { ItemIterator, Items } from './items.js';
export type { DataOf, ItemOf, Page, PagedMethod, PageOptions, Pages, PaginateArguments, Paginated } from './options.js';
export { paginate } from './paginate.js';
