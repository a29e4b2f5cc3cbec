export { PaginationError } from './errors.js';
export type { PageStream } from './page-stream.js';
export type { ItemOf, PagedMethod, PageOf } from './paged-method.js';
export { paginate } from './paginate.js';
