/** A server's answer that paging cannot go on from. What was read before stays valid. */
export class PaginationError extends Error {
  override readonly name: string = 'PaginationError';
  /** Name of the operation, such as `buckets.list`. */
  readonly operation: string;

  constructor(operation: string, message: string) {
    super(`${operation}: ${message}`);
    this.operation = operation;
  }
}
