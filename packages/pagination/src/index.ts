export { PageError } from './error.js';
export { paginate } from './paginate.js';
export type { DataOf, ItemOf, Page, PagedMethod, Paginated } from './types.js';
