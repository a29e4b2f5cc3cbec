import { kindOf } from '@influxkit/internal/message';
import { expression, type FluxExpression } from './flux-expression.js';
import { type FluxLiteral, floatLiteral, literal } from './flux-literal.js';
import { FluxPosition } from './flux-position.js';

/**
 * A tagged template for Flux: each interpolated value becomes a literal of its type, so that no value can be read as
 * code. Results nest: a `flux` inside a `flux` is taken over unchanged.
 *
 * A value must be where an expression may be. Leave out the quotes: `r.host == ${host}`, not `r.host == "${host}"`.
 *
 * @throws TypeError for a value without a literal, for a value inside quotes, a comment or a regular expression, and
 *   for a template that leaves one of them open.
 *
 * @example
 * import { flux } from '@influxkit/influxdb';
 *
 * const [bucket, host, since] = ['metrics', 'a', new Date('2024-01-01')];
 * const query = flux`from(bucket: ${bucket}) |> range(start: ${since}) |> filter(fn: (r) => r.host == ${host})`;
 */
export const flux = (strings: TemplateStringsArray, ...values: readonly FluxLiteral[]): FluxExpression => {
  const position = new FluxPosition();
  let text = '';
  strings.forEach((part, index) => {
    if (part === undefined) throw new TypeError('the template has an escape sequence that JavaScript does not know');
    position.read(part);
    text += part;
    if (index >= values.length) return;
    if (position.place !== 'code') {
      throw new TypeError(
        `value ${index + 1} is inside a ${position.place}, where it is not safe; ${
          position.place === 'string' ? 'leave out the quotes around it, and join strings with +' : 'move it out'
        }`,
      );
    }
    // Between a slash and a value that begins with one, a space: two slashes begin a comment.
    text += (text.endsWith('/') ? ' ' : '') + valueText(values[index], index);
    position.operand();
  });
  if (!position.isWhole)
    throw new TypeError(`the template ends inside a ${position.place === 'code' ? 'string' : position.place}`);
  // What follows a nested part must not become part of its comment.
  return expression(position.place === 'comment' ? `${text}\n` : text);
};

const valueText = (value: unknown, index: number): string => {
  try {
    return literal(value);
  } catch (error) {
    if (error instanceof Error) error.message = `value ${index + 1}: ${error.message}`;
    throw error;
  }
};

/**
 * A Flux float, also of an integral number, which would be an int otherwise.
 *
 * @throws TypeError for what is not a number.
 *
 * @example
 * import { flux, fluxFloat } from '@influxkit/influxdb';
 *
 * const query = flux`from(bucket: "co2") |> range(start: -1h) |> filter(fn: (r) => r._value > ${fluxFloat(20)})`;
 */
export const fluxFloat = (value: number): FluxExpression => {
  if (typeof value !== 'number') throw new TypeError(`fluxFloat: must be given a number, got ${kindOf(value)}`);
  return expression(floatLiteral(value));
};
