import { CallError } from '@influxkit/runtime';

/** A list cannot be walked on: its answers do not lead from page to page as the contract says. */
export class PageError extends CallError {
  override get name(): string {
    return 'PageError';
  }
}
