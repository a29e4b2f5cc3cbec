/** What queries give, as a test has said it. */
export class RegisteredQueries<Query extends { readonly q: string }, Result> {
  readonly #registered: { readonly query: string | RegExp; readonly result: Result | ((query: Query) => Result) }[] =
    [];

  /** The last that was said wins. */
  add(query: string | RegExp, result: Result | ((query: Query) => Result)): void {
    this.#registered.unshift({ query, result });
  }

  find(asked: Query): Result | undefined {
    const q = asked.q.trim();
    const found = this.#registered.find(({ query }) =>
      typeof query === 'string' ? query.trim() === q : q.search(query) >= 0,
    );
    const result = found?.result;
    if (result instanceof Response) return result.clone() as Result;
    return typeof result === 'function' ? (result as (query: Query) => Result)(asked) : result;
  }
}
