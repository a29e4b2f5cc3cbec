import type { NamedSchema, Schema } from '@influxkit/generator';
import * as seeded from './data.js';

/** How values of a schema are made. It is written as code, and sampled while it is made, by the same functions. */
export type Plan =
  | { readonly kind: 'values'; readonly values: readonly unknown[] }
  | {
      readonly kind: 'leaf';
      readonly name: 'format' | 'text' | 'boolean' | 'integer' | 'number';
      readonly args: readonly (string | number)[];
    }
  | { readonly kind: 'nullable'; readonly of: Plan }
  | { readonly kind: 'either'; readonly of: readonly Plan[] }
  | { readonly kind: 'reference'; readonly to: NamedSchema }
  | {
      readonly kind: 'array';
      readonly isDistinct: boolean;
      readonly first: readonly Plan[];
      readonly items: Plan;
      readonly min: number;
      readonly max: number;
    }
  | {
      readonly kind: 'object';
      readonly required: ReadonlyMap<string, Plan>;
      readonly optional: ReadonlyMap<string, Plan>;
      readonly record?: RecordPlan;
    }
  /** Whether its values are valid has to be seen: something of the schema says more than is made here by rule. */
  | { readonly kind: 'checked'; readonly of: Plan; readonly schema: Schema }
  /** No value was found. */
  | { readonly kind: 'impossible' };

/** Properties whose keys the contract does not name. */
export interface RecordPlan {
  readonly key: Plan;
  readonly value: Plan;
  readonly min: number;
  readonly max: number;
}

export const IMPOSSIBLE: Plan = { kind: 'impossible' };

export const valuesPlan = (values: readonly unknown[]): Plan =>
  values.length === 0 ? IMPOSSIBLE : { kind: 'values', values };

/** One of these; what is impossible is none of them. */
export function eitherPlan(all: readonly Plan[]): Plan {
  const of = all.filter(({ kind }) => kind !== 'impossible');
  if (of.length > 1 && of.every(({ kind }) => kind === 'values'))
    return valuesPlan(of.flatMap((each) => (each.kind === 'values' ? each.values : [])));
  return of.length > 1 ? { kind: 'either', of } : (of[0] ?? IMPOSSIBLE);
}

const LEAVES = {
  format: seeded.format,
  text: seeded.text,
  boolean: seeded.boolean,
  integer: seeded.integer,
  number: seeded.number,
} as unknown as Readonly<
  Record<Extract<Plan, { kind: 'leaf' }>['name'], (...args: readonly (string | number)[]) => seeded.Data<unknown>>
>;

/** The data of a plan, as the written code would have them. */
export function dataOf(plan: Plan, planOf: (named: NamedSchema) => Plan): seeded.Data<unknown> {
  const of = (part: Plan): seeded.Data<unknown> => dataOf(part, planOf);
  const properties = (parts: ReadonlyMap<string, Plan>): Record<string, seeded.Data<unknown>> =>
    Object.fromEntries([...parts].map(([name, part]) => [name, of(part)]));
  switch (plan.kind) {
    case 'values':
      return seeded.pick(...plan.values);
    case 'leaf':
      return LEAVES[plan.name](...plan.args);
    case 'nullable':
      return seeded.nullable(of(plan.of));
    case 'either': {
      const [first, ...others] = plan.of.map(of);
      return first ? seeded.either(first, ...others) : seeded.none('union');
    }
    case 'reference': {
      let found: seeded.Data<unknown> | undefined;
      return seeded.reference(() => {
        found ??= of(planOf(plan.to));
        return found;
      });
    }
    case 'array':
      if (plan.first.length > 0) return seeded.tuple(plan.first.map(of), of(plan.items), plan.min, plan.max);
      return (plan.isDistinct ? seeded.distinct : seeded.array)(of(plan.items), plan.min, plan.max);
    case 'object': {
      const object = seeded.object(properties(plan.required), properties(plan.optional));
      if (!plan.record) return object;
      const { key, value, min, max } = plan.record;
      return seeded.merged(seeded.record(of(key), of(value), min, max), object);
    }
    case 'checked':
      return of(plan.of);
    case 'impossible':
      return seeded.none('schema');
  }
}

/** How many named schemas a value at least has inside each other; infinite where none ends. */
export function heightOf(plan: Plan, heightOfNamed: (named: NamedSchema) => number): number {
  const of = (part: Plan): number => heightOf(part, heightOfNamed);
  switch (plan.kind) {
    case 'impossible':
      return Number.POSITIVE_INFINITY;
    case 'nullable':
      return 0;
    case 'checked':
      return of(plan.of);
    case 'either':
      return Math.min(...plan.of.map(of));
    case 'reference':
      return 1 + heightOfNamed(plan.to);
    case 'array': {
      const needed = [...plan.first.slice(0, plan.min), ...(plan.min > plan.first.length ? [plan.items] : [])];
      return Math.max(0, ...needed.map(of));
    }
    case 'object': {
      const needed = [...plan.required.values(), ...(plan.record && plan.record.min > 0 ? [plan.record.value] : [])];
      return Math.max(0, ...needed.map(of));
    }
    default:
      return 0;
  }
}

/** A plan with each part of it replaced, the inner ones first. */
export function mapPlan(plan: Plan, change: (plan: Plan) => Plan): Plan {
  const of = (part: Plan): Plan => mapPlan(part, change);
  const all = (parts: ReadonlyMap<string, Plan>): ReadonlyMap<string, Plan> =>
    new Map([...parts].map(([name, part]) => [name, of(part)]));
  switch (plan.kind) {
    case 'nullable':
    case 'checked':
      return change({ ...plan, of: of(plan.of) });
    case 'either':
      return change({ ...plan, of: plan.of.map(of) });
    case 'array':
      return change({ ...plan, first: plan.first.map(of), items: of(plan.items) });
    case 'object':
      return change({
        ...plan,
        required: all(plan.required),
        optional: all(plan.optional),
        ...(plan.record && { record: { ...plan.record, key: of(plan.record.key), value: of(plan.record.value) } }),
      });
    default:
      return change(plan);
  }
}
