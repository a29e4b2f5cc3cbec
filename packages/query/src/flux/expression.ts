const mark: unique symbol = /* @__PURE__ */ Symbol.for('@influxkit/query/flux') as never;

/** Flux text that stands as it is: a query, or a part of one. Made by `flux`, `fluxDuration` and their like. */
export interface FluxExpression {
  readonly [mark]: true;
  toString(): string;
}

class Expression implements FluxExpression {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  // On the prototype and known by a registered symbol: data that came as JSON can never pass for Flux text.
  get [mark](): true {
    return true;
  }

  toString(): string {
    return this.#text;
  }
}

/** Text that has been made safe. */
export const expression = (text: string): FluxExpression => new Expression(text);

export const isExpression = (value: unknown): value is FluxExpression =>
  typeof value === 'object' && value !== null && (value as Partial<FluxExpression>)[mark] === true;
