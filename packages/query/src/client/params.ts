const MAX_DEPTH = 64;

const plain = (value: unknown, path: string, depth: number): unknown => {
  if (depth > MAX_DEPTH) throw new TypeError(`parameter ${path} is nested deeper than ${MAX_DEPTH} levels`);
  switch (typeof value) {
    case 'bigint': {
      const number = Number(value);
      if (Number.isSafeInteger(number)) return number;
      throw new RangeError(
        `parameter ${path} is an integer past 2^53, which JSON would round; pass it as text and use int(v:)`,
      );
    }
    case 'number':
      if (Number.isFinite(value)) return value;
      throw new RangeError(`parameter ${path} is ${value}, which JSON does not have`);
    case 'undefined':
    case 'function':
    case 'symbol':
      throw new TypeError(`parameter ${path} is of type ${typeof value}, which JSON does not have`);
    case 'object':
      if (Array.isArray(value)) return Array.from(value, (item, index) => plain(item, `${path}[${index}]`, depth + 1));
      if (value === null || value instanceof Date) return value;
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, plain(item, `${path}.${key}`, depth + 1)]),
      );
    default:
      return value;
  }
};

/**
 * Parameters as JSON can carry them: a `bigint` that a number holds is that number.
 *
 * @throws TypeError or RangeError, naming the parameter, for a value that JSON would drop or round.
 */
export const jsonParams = (params: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, plain(value, name, 0)]));
