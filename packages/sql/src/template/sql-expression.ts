import { describe, quote } from '@influxkit/internal/message';
import { placeAfter } from './sql-position.js';

/** What a query can bind: a `number` is a double, a `bigint` an integer. */
export type SqlParameter = string | number | bigint | boolean | null;

/** Values by the names that stand for them in a query, without the `$`. */
export type SqlParameters = Readonly<Record<string, SqlParameter>>;

/** A value in a query. */
export interface Bound {
  readonly value: SqlParameter;
  /** The type that the query casts it to. Absent: the server takes it as it comes. */
  readonly cast?: 'BIGINT' | 'TIMESTAMP';
  /** The name that the caller gave it. Absent: one is made. */
  readonly name?: string;
}

export type Piece = string | Bound;

const mark: unique symbol = /* @__PURE__ */ Symbol.for('@influxkit/sql') as never;

/** A query, or a part of one, with the values that it binds. Made by `sql` and its like. */
export interface SqlExpression {
  readonly [mark]: readonly Piece[];
  /** The text, with `$p1`, `$p2`, … for the values. */
  readonly text: string;
  /** The values, by those names. */
  readonly params: SqlParameters;
  toString(): string;
}

class Expression implements SqlExpression {
  readonly #pieces: readonly Piece[];

  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces;
  }

  // On the prototype and known by a registered symbol: data that came as JSON can never pass for SQL.
  get [mark](): readonly Piece[] {
    return this.#pieces;
  }

  get text(): string {
    return this.toString();
  }

  get params(): SqlParameters {
    return prepare(this).params;
  }

  toString(): string {
    return prepare(this).text;
  }
}

export const expression = (...pieces: readonly Piece[]): SqlExpression => new Expression(pieces);

/** What an expression is made of; undefined for anything else. */
export const piecesOf = (value: unknown): readonly Piece[] | undefined =>
  typeof value === 'object' && value !== null ? (value as Partial<SqlExpression>)[mark] : undefined;

/** A query as it is sent. */
export interface PreparedSql {
  readonly text: string;
  readonly params: SqlParameters;
  /** The text in which each value has the type that it is bound with, so that it can be planned without the values. */
  readonly typed: string;
}

/**
 * Names the values of a query.
 *
 * @param params values for the `$name` that the text itself has
 * @throws TypeError for a value that cannot be bound
 */
export const prepare = (query: string | SqlExpression, params: SqlParameters = {}): PreparedSql => {
  const bound: Record<string, SqlParameter> = { ...params };
  let text = '';
  let typed = '';
  let count = 0;
  const pieces = piecesOf(query) ?? [textOf(query)];
  // A name that the text has itself, for which there is no value, must not get one that is meant for another place.
  const taken = new Set(Object.keys(params));
  for (const piece of pieces)
    if (typeof piece === 'string' && piece.includes('$p')) placeAfter(piece, ({ name }) => taken.add(name));
  const add = (piece: Piece): void => {
    if (typeof piece === 'string') {
      text += piece;
      typed += piece;
      return;
    }
    let { name } = piece;
    while (name === undefined || (piece.name === undefined && taken.has(name))) name = `p${++count}`;
    bound[name] = piece.value;
    text += cast(name, piece.cast);
    typed += cast(name, piece.cast ?? typeOf(piece.value));
  };
  const hasParams = Object.keys(params).length > 0;
  for (const piece of pieces) {
    if (hasParams && typeof piece === 'string') for (const part of namedParts(piece, params)) add(part);
    else add(piece);
  }
  return { text, params: bound, typed };
};

/** @throws TypeError for what is no query: the server would be asked for `undefined` where one was forgotten */
const textOf = (query: unknown): string => {
  if (typeof query !== 'string') throw new TypeError(`the query must be sql\`…\` or a string, got ${describe(query)}`);
  return query;
};

/** Text cut at the placeholders for which there are values. */
const namedParts = (text: string, params: SqlParameters): Piece[] => {
  const pieces: Piece[] = [];
  let at = 0;
  placeAfter(text, ({ name, start, end }) => {
    if (!Object.hasOwn(params, name)) return;
    pieces.push(text.slice(at, start), { name, value: params[name] as SqlParameter });
    at = end;
  });
  return [...pieces, text.slice(at)];
};

const cast = (name: string, type: string | undefined): string =>
  type === undefined ? `$${name}` : `CAST($${name} AS ${type})`;

/** The type in which the server takes a value. */
const typeOf = (value: SqlParameter): string | undefined => {
  if (typeof value === 'bigint') return value < 0n ? 'BIGINT' : 'BIGINT UNSIGNED';
  return { string: 'VARCHAR', number: 'DOUBLE', boolean: 'BOOLEAN' }[typeof value as string];
};

/** A number that stays a double on its way: always with a fraction or an exponent. */
const double = (value: number): string => {
  const text = Object.is(value, -0) ? '-0' : String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
};

/**
 * Values as JSON; integers with all their digits.
 *
 * @param isSql whether a number is a double, whatever its value; InfluxQL takes it as it is written
 * @throws TypeError for what cannot be bound
 */
export const encodeParameters = (params: SqlParameters, isSql: boolean): string => {
  const pairs = Object.entries(params).map(([name, value]) => {
    if (typeof value === 'bigint') return `${JSON.stringify(name)}:${value}`;
    if (typeof value === 'number' && Number.isFinite(value))
      return `${JSON.stringify(name)}:${isSql ? double(value) : value}`;
    if (value === null || typeof value === 'string' || typeof value === 'boolean')
      return `${JSON.stringify(name)}:${JSON.stringify(value)}`;
    throw new TypeError(
      `parameter ${quote(name)} must be a string, a finite number, a bigint, a boolean or null, got ${describe(value)}`,
    );
  });
  return `{${pairs.join(',')}}`;
};
