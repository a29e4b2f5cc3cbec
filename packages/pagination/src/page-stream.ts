/** All items of a list, fetched page by page as they are consumed. Each use starts again from the first page. */
export interface PageStream<Item, Page> extends AsyncIterable<Item> {
  /** The answers themselves, one a page. */
  pages(): AsyncIterableIterator<Page>;
  /** All items, or the first `limit`. */
  toArray(options?: { readonly limit?: number | undefined }): Promise<Item[]>;
}
