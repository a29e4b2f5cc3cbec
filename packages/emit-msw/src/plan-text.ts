import { type NamedSchema, quoteLiteral } from '@influxkit/generator';
import type { Plan } from './plan.js';

/** What a plan's code is written with. */
export interface TextContext {
  /** What `@influxkit/emit-msw/seeded` is imported as. */
  readonly seeded: string;
  /** The constant that holds the data of a named schema. */
  readonly nameOf: (named: NamedSchema) => string;
  /** What an error calls the schema. */
  readonly title: string;
}

/** How wide a line may be before an object takes several. */
const WIDTH = 100;

/** A plan as code. */
export function planText(plan: Plan, context: TextContext, indent = ''): string {
  const { seeded, nameOf, title } = context;
  const of = (part: Plan, inner = indent): string => planText(part, context, inner);
  const call = (name: string, ...args: readonly string[]): string => `${seeded}.${name}(${args.join(', ')})`;
  const properties = (parts: ReadonlyMap<string, Plan>): string => {
    if (parts.size === 0) return '{}';
    const entries = [...parts].map(([name, part]) => `${keyText(name)}: ${of(part, `${indent}  `)}`);
    const line = `{ ${entries.join(', ')} }`;
    if (line.length + indent.length <= WIDTH && !line.includes('\n')) return line;
    return `{\n${entries.map((entry) => `${indent}  ${entry},\n`).join('')}${indent}}`;
  };
  switch (plan.kind) {
    case 'values':
      return call('pick', ...plan.values.map(valueText));
    case 'leaf':
      return call(plan.name, ...plan.args.map(valueText));
    case 'nullable':
      return call('nullable', of(plan.of));
    case 'either': {
      const all = plan.of.map((part) => of(part, `${indent}  `));
      const line = call('either', ...all);
      if (line.length + indent.length <= WIDTH && !line.includes('\n')) return line;
      return `${seeded}.either(\n${all.map((each) => `${indent}  ${each},\n`).join('')}${indent})`;
    }
    case 'reference':
      return call('reference', `() => ${nameOf(plan.to)}`);
    case 'array': {
      const { first, items, isDistinct, min, max } = plan;
      if (first.length > 0)
        return call('tuple', `[${first.map((each) => of(each)).join(', ')}]`, of(items), String(min), numberText(max));
      const isUsual = min === 0 && max === 3;
      return call(isDistinct ? 'distinct' : 'array', of(items), ...(isUsual ? [] : [String(min), numberText(max)]));
    }
    case 'object': {
      const { required, optional, record } = plan;
      const object = call('object', properties(required), ...(optional.size > 0 ? [properties(optional)] : []));
      if (!record) return object;
      const isUsual = record.min === 0 && record.max === 2;
      const bounds = isUsual ? [] : [String(record.min), numberText(record.max)];
      const own = call('record', of(record.key), of(record.value), ...bounds);
      return required.size + optional.size > 0 ? call('merged', own, object) : own;
    }
    case 'checked':
      return of(plan.of);
    case 'impossible':
      return call('none', quoteLiteral(title));
  }
}

/** A key as code. `__proto__` in braces would be the prototype of the object. */
const keyText = (key: string): string =>
  key === '__proto__' ? `['__proto__']` : /^[a-z_$][\w$]*$/i.test(key) ? key : quoteLiteral(key);

const numberText = (value: number): string => (value === Infinity ? 'Infinity' : String(value));

/** A value of JSON as code. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return quoteLiteral(value);
  if (typeof value === 'number') return Object.is(value, -0) ? '0' : numberText(value);
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).map(([key, each]) => `${keyText(key)}: ${valueText(each)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}
