import {
  type ApiModel,
  accepts,
  heldSchemas,
  type NamedSchema,
  type Schema,
  type SchemaNode,
} from '@influxkit/generator';
import { type Alternative, alternativesOf, referenceAlone, unionAlone } from './alternatives.js';
import { dataOf, eitherPlan, heightOf, IMPOSSIBLE, mapPlan, type Plan, type RecordPlan, valuesPlan } from './plan.js';
import { ReadView } from './read-view.js';
import { stringsOfPattern } from './strings-of-pattern.js';

type Json = Parameters<typeof accepts>[1];
type JsonType = NonNullable<SchemaNode['types']>[number];

/** Formats of strings that `seeded.format` knows and that are more than a word. */
const FORMATS = new Set('date time date-time duration uuid email hostname uri uri-reference ipv4 ipv6 byte'.split(' '));
/** Formats by other names. */
const SAME_FORMAT: Readonly<Record<string, string>> = {
  url: 'uri',
  'uri-ref': 'uri-reference',
  guid: 'uuid',
  base64: 'byte',
};

/** Seeds that a plan is tried with before its values are taken to be valid. */
const SEEDS = 20;
/** Seeds that are tried to find some that are valid, where not all are. */
const MORE_SEEDS = 60;
/** Most values that are listed in place of a rule. */
const LISTED = 8;
/** How far numbers go from their one bound. */
const SPAN = 1000;

/** Plans values of responses: of all named schemas of a model, and of others on request. */
export class Planner {
  readonly #view: ReadView;
  readonly #check = new ReadView({ withFormats: true });
  /** By what stands for the contract's named schema in a view. */
  readonly #originals = new Map<NamedSchema, NamedSchema>();
  readonly #plans = new Map<NamedSchema, Plan>();
  readonly #heights = new Map<NamedSchema, number>();
  readonly #subtypes = new Map<NamedSchema, NamedSchema[]>();

  constructor(model: ApiModel) {
    const { named, discriminators } = model.schemaForms;
    this.#view = new ReadView({ discriminators });
    for (const each of named) this.#originals.set(this.#view.named(each), each);
    for (const each of named) {
      for (const part of typeof each.schema === 'object' ? (each.schema.allOf ?? []) : []) {
        const base = typeof part === 'object' ? part.reference : undefined;
        if (base) this.#subtypes.set(base, [...(this.#subtypes.get(base) ?? []), each]);
      }
    }
    for (const each of named) {
      this.#plans.set(each, this.#subtypesPlan(each) ?? this.#planOfView(this.#view.named(each).schema));
    }
    this.#measure();
    for (const [each, plan] of this.#plans) this.#plans.set(each, this.#prune(plan));
    // What others are made of first: their samples are made of it.
    const inner = [...this.#plans.keys()].sort((a, b) => this.#height(a) - this.#height(b));
    for (const each of inner) this.#plans.set(each, this.#settle(this.named(each)));
    this.#measure();
    for (const [each, plan] of this.#plans) this.#plans.set(each, this.#prune(plan));
  }

  /** The plan of a named schema. */
  named(named: NamedSchema): Plan {
    return this.#plans.get(named) ?? IMPOSSIBLE;
  }

  /** The plan of a schema that has no name. */
  plan(schema: Schema): Plan {
    return this.#settle(this.#prune(this.#planOfView(this.#view.schema(schema))));
  }

  /** The first of these changes after which values of a plan are still valid. */
  firstValid<T>(
    plan: Plan,
    schema: Schema,
    changes: readonly T[],
    change: (value: unknown, by: T) => unknown,
  ): T | undefined {
    const check = this.#check.schema(this.#view.schema(schema));
    const samples = this.#samples(plan, 1, 5);
    return changes.find((each) =>
      samples.every((value) => accepts(check, change(structuredClone(value), each) as Json)),
    );
  }

  /** A base that others are subtypes of, by a discriminator, is one of those. */
  #subtypesPlan(named: NamedSchema): Plan | undefined {
    const { schema } = named;
    if (typeof schema === 'boolean' || !schema.discriminator || schema.anyOf || schema.oneOf) return undefined;
    const subtypes = this.#subtypes.get(named) ?? [];
    return subtypes.length > 0 ? eitherPlan(subtypes.map((to): Plan => ({ kind: 'reference', to }))) : undefined;
  }

  /** Heights of all named schemas, from below: those that are never reached have no value that ends. */
  #measure(): void {
    this.#heights.clear();
    for (let isSettled = false; !isSettled; ) {
      isSettled = true;
      for (const [named, plan] of this.#plans) {
        const height = heightOf(plan, (other) => this.#height(other));
        if (height >= this.#height(named)) continue;
        this.#heights.set(named, height);
        isSettled = false;
      }
    }
  }

  #height(named: NamedSchema): number {
    return this.#heights.get(named) ?? Number.POSITIVE_INFINITY;
  }

  #isPossible(plan: Plan): boolean {
    return heightOf(plan, (named) => this.#height(named)) < Number.POSITIVE_INFINITY;
  }

  /** Without what no value ends with; of unions what ends soonest stands first. */
  #prune(plan: Plan): Plan {
    const heights = (each: Plan): number => heightOf(each, (named) => this.#height(named));
    return mapPlan(plan, (each) => {
      switch (each.kind) {
        case 'either':
          return eitherPlan(each.of.filter((part) => this.#isPossible(part)).sort((a, b) => heights(a) - heights(b)));
        case 'nullable':
          return this.#isPossible(each.of) ? each : valuesPlan([null]);
        case 'object': {
          if (!this.#isPossible(each)) return IMPOSSIBLE;
          const { record, ...rest } = each;
          const optional = new Map([...each.optional].filter(([, part]) => this.#isPossible(part)));
          return { ...rest, optional, ...(record && this.#isPossible(record.value) && { record }) };
        }
        case 'array':
          if (!this.#isPossible(each)) return IMPOSSIBLE;
          return each.first.length === 0 && !this.#isPossible(each.items) ? valuesPlan([[]]) : each;
        default:
          return this.#isPossible(each) ? each : IMPOSSIBLE;
      }
    });
  }

  /** Without what has to be checked: its rule where all its values are valid, or else values that are. */
  #settle(plan: Plan): Plan {
    return mapPlan(plan, (each) => {
      if (each.kind === 'either') return eitherPlan(each.of);
      if (each.kind !== 'checked') return each;
      const check = this.#check.schema(each.schema);
      const isValid = (value: unknown): boolean => accepts(check, value as Json);
      const samples = this.#samples(each.of, 1, SEEDS);
      const valid = samples.filter(isValid);
      if (valid.length === SEEDS) return each.of;
      // Where few are valid, more are tried.
      if (valid.length < LISTED) valid.push(...this.#samples(each.of, SEEDS + 1, MORE_SEEDS).filter(isValid));
      const found = new Map(valid.map((value) => [JSON.stringify(value), value]));
      return valuesPlan([...found.values()].slice(0, LISTED));
    });
  }

  #samples(plan: Plan, from: number, to: number): unknown[] {
    const data = dataOf(plan, (named) => this.named(named));
    const samples: unknown[] = [];
    for (let seed = from; seed <= to; seed++) {
      try {
        samples.push(data(seed));
      } catch {
        // Something in it has no value: it gives fewer samples.
      }
    }
    return samples;
  }

  #planOfView(schema: Schema): Plan {
    if (schema === false) return IMPOSSIBLE;
    if (schema === true) return { kind: 'leaf', name: 'text', args: [] };
    const named = referenceAlone(schema);
    const to = named && this.#originals.get(named);
    if (to) return { kind: 'reference', to };
    const check = this.#check.schema(schema);
    const takes = (value: Json): boolean => accepts(check, value);
    const given = examplesOf(schema).filter(takes);
    if (given.length > 0) return valuesPlan(given);
    const isHard = [...heldSchemas(schema)].some(isHardToMeet);
    const checked = (of: Plan, isNeeded: boolean): Plan =>
      isNeeded && of.kind !== 'impossible' && of.kind !== 'values' ? { kind: 'checked', of, schema } : of;
    const members = unionAlone(schema);
    if (members) {
      return eitherPlan(
        members.map((member) => checked(this.#planOfView(member), schema.oneOf !== undefined || isHard)),
      );
    }
    const alternatives = alternativesOf(schema);
    const plans = alternatives.map((each) =>
      checked(this.#planOfAlternative(each, takes), isHard || alternatives.length > 1 || each.length > 1),
    );
    return eitherPlan(plans);
  }

  /** Of schemas that all hold and have no unions any more. */
  #planOfAlternative(nodes: Alternative, takes: (value: Json) => boolean): Plan {
    const listed = nodes.find(({ values }) => values !== undefined)?.values;
    if (listed) return valuesPlan(listed.filter((value) => takes(value)));
    const types = typesOf(nodes);
    const mayBeNull = types.includes('null') || nodes.some(({ nullable }) => nullable);
    const plans = types.flatMap((type): Plan[] => {
      switch (type) {
        case 'null':
          return [];
        case 'boolean':
          return [{ kind: 'leaf', name: 'boolean', args: [] }];
        case 'string':
          return [stringPlan(nodes, takes)];
        case 'integer':
        case 'number':
          return [numberPlan(nodes, type)];
        case 'array':
          return [this.#arrayPlan(nodes)];
        default:
          return [this.#objectPlan(nodes)];
      }
    });
    const plan = eitherPlan(plans);
    if (!mayBeNull || !takes(null)) return plan;
    return plan.kind === 'impossible' ? valuesPlan([null]) : { kind: 'nullable', of: plan };
  }

  #arrayPlan(nodes: Alternative): Plan {
    const rules = nodes.flatMap(({ array }) => array ?? []);
    const most = Math.min(Infinity, ...rules.flatMap(({ maxItems }) => maxItems ?? []));
    const prefix = Math.max(0, ...rules.map((each) => each.prefix?.length ?? 0));
    const contained = rules.flatMap(({ contains, minContains = 1 }) => (contains === undefined ? [] : [minContains]));
    const least = Math.max(0, ...rules.flatMap(({ minItems }) => minItems ?? []), ...contained);
    const elementAt = (index: number): Plan =>
      this.#together(rules.flatMap((each) => each.prefix?.[index] ?? each.items ?? []));
    const contains = rules.flatMap((each) => (each.contains === undefined ? [] : [each.contains]));
    const first = Array.from({ length: Math.min(prefix, most) }, (_, index) => elementAt(index));
    for (let index = 0; index < Math.max(0, ...contained); index++)
      first.push(this.#together([...contains, ...rules.flatMap((each) => each.items ?? [])]));
    const isDistinct = rules.some(({ uniqueItems }) => uniqueItems);
    const min = Math.min(most, Math.max(least, first.length));
    return { kind: 'array', isDistinct, first, items: elementAt(prefix), min, max: Math.min(most, Math.max(min, 3)) };
  }

  #objectPlan(nodes: Alternative): Plan {
    const rules = nodes.flatMap(({ object }) => object ?? []);
    const required = new Set(rules.flatMap((each) => each.required ?? []));
    const names = new Set([...rules.flatMap((each) => [...(each.properties?.keys() ?? [])]), ...required]);
    const plans = new Map<string, Plan>();
    for (const name of names) plans.set(name, this.#propertyPlan(name, rules));
    const least = Math.max(0, ...rules.flatMap(({ minProperties }) => minProperties ?? []));
    const most = Math.min(Infinity, ...rules.flatMap(({ maxProperties }) => maxProperties ?? []));
    const optional = [...plans].filter(([name, plan]) => !required.has(name) && plan.kind !== 'impossible');
    const needed = [...plans].filter(([name]) => required.has(name));
    while (needed.length < least && optional.length > 0) needed.push(optional.shift() as [string, Plan]);
    const record = this.#recordPlan(rules, least - needed.length, plans.size === 0);
    return {
      kind: 'object',
      required: new Map(needed),
      optional: new Map(optional.slice(0, Math.max(0, most - needed.length))),
      ...(record && { record: { ...record, max: Math.min(record.max, most - needed.length) } }),
    };
  }

  #propertyPlan(name: string, rules: readonly NonNullable<SchemaNode['object']>[]): Plan {
    const schemas = rules.flatMap(({ properties, patterns = [], additional }) => {
      const own = properties?.get(name);
      const all = patterns.filter(({ pattern }) => new RegExp(pattern, 'u').test(name)).map(({ schema }) => schema);
      if (own !== undefined) all.push(own);
      return all.length === 0 && additional !== undefined ? [additional] : all;
    });
    return this.#together(schemas);
  }

  /** Keys beyond the named ones: where there are no named ones, and where there have to be more. */
  #recordPlan(
    rules: readonly NonNullable<SchemaNode['object']>[],
    missing: number,
    isMap: boolean,
  ): RecordPlan | undefined {
    const describing = rules.filter(({ additional, patterns }) => additional !== undefined || patterns?.length);
    if (missing <= 0 && !(isMap && describing.length > 0)) return undefined;
    const patterns = rules.flatMap((each) => each.patterns ?? []);
    const [pattern] = patterns;
    const others = rules.flatMap(({ additional }) => additional ?? []);
    if (!pattern && others.includes(false)) return undefined;
    const keys = rules.flatMap(({ names }) => names ?? []);
    const key = pattern
      ? valuesPlan(stringsOfPattern(pattern.pattern, LISTED, (text) => new RegExp(pattern.pattern, 'u').test(text)))
      : keys.length > 0
        ? this.#together([{ types: ['string'] }, ...keys])
        : ({ kind: 'leaf', name: 'text', args: [] } as const);
    if (key.kind === 'impossible') return undefined;
    const value = this.#together(pattern ? [pattern.schema] : others);
    const min = Math.max(0, missing);
    return { key, value, min, max: Math.max(min, 2) };
  }

  /** Of schemas that all hold, in the view that responses have. */
  #together(schemas: readonly Schema[]): Plan {
    const [first, ...others] = [...new Set(schemas)];
    if (first === undefined) return { kind: 'leaf', name: 'text', args: [] };
    const schema: Schema = others.length > 0 ? { allOf: [first, ...others] } : first;
    return this.#planOfView(schema);
  }
}

/** The contract's examples, or else its default where that is more than empty. Lists of values say more than a default. */
function examplesOf(schema: SchemaNode): readonly Json[] {
  for (const node of heldSchemas(schema)) {
    const { examples, default: preset, values } = node;
    const found = examples ?? (preset === undefined || values || isEmpty(preset) ? undefined : [preset]);
    if (!found) continue;
    // An example of a part of an object is not one of the whole.
    const usable = found.filter((each) => each !== null && (node === schema || typeof each !== 'object'));
    if (usable.length > 0) return usable;
  }
  return [];
}

const isEmpty = (value: Json): boolean =>
  value === '' || value === null || (typeof value === 'object' && Object.keys(value).length === 0);

/** Whether a schema says something that is not met by rule. */
function isHardToMeet(schema: SchemaNode): boolean {
  const { not, string, number, array, object } = schema;
  return (
    not !== undefined ||
    schema.if !== undefined ||
    (schema.format !== undefined && (string?.minLength ?? string?.maxLength) !== undefined) ||
    number?.multipleOf !== undefined ||
    array?.contains !== undefined ||
    array?.unevaluated !== undefined ||
    array?.uniqueItems !== undefined ||
    array?.prefix !== undefined ||
    object?.patterns !== undefined ||
    object?.names !== undefined ||
    object?.unevaluated !== undefined ||
    object?.dependentRequired !== undefined ||
    object?.dependentSchemas !== undefined ||
    object?.minProperties !== undefined ||
    object?.maxProperties !== undefined
  );
}

const ALL_TYPES: readonly JsonType[] = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'];

/** The types that all of them take; where none names any, those that they speak of, or a string. */
function typesOf(nodes: Alternative): readonly JsonType[] {
  const isNamed = nodes.some(({ types }) => types);
  if (!isNamed) {
    const spoken: JsonType[] = [];
    if (nodes.some(({ object }) => object)) spoken.push('object');
    else if (nodes.some(({ array }) => array)) spoken.push('array');
    else if (nodes.some(({ number }) => number)) spoken.push('number');
    return spoken.length > 0 ? spoken : ['string'];
  }
  const found = ALL_TYPES.filter((type) =>
    nodes.every(({ types }) => !types || types.includes(type) || (type === 'integer' && types.includes('number'))),
  );
  return found.includes('number') ? found.filter((type) => type !== 'integer') : found;
}

function stringPlan(nodes: Alternative, takes: (value: Json) => boolean): Plan {
  const rules = nodes.flatMap(({ string }) => string ?? []);
  const least = Math.max(0, ...rules.flatMap(({ minLength }) => minLength ?? []));
  const most = Math.min(Infinity, ...rules.flatMap(({ maxLength }) => maxLength ?? []));
  const formats = nodes.flatMap(({ format }) => format ?? []).map((name) => SAME_FORMAT[name] ?? name);
  const format = formats.find((name) => FORMATS.has(name));
  const patterns = rules.flatMap(({ pattern }) => pattern ?? []);
  if (patterns.length > 0) {
    const found = patterns.flatMap((pattern) => stringsOfPattern(pattern, LISTED, takes));
    if (found.length > 0) return valuesPlan([...new Set(found)].slice(0, LISTED));
    // A pattern that is not understood may still take one of these.
    const other: Plan = format
      ? { kind: 'leaf', name: 'format', args: [format] }
      : { kind: 'leaf', name: 'text', args: bounds(least, most) };
    const data = dataOf(other, () => IMPOSSIBLE);
    const values = Array.from({ length: LISTED }, (_, seed) => data(seed) as string).filter(takes);
    return valuesPlan([...new Set(values)]);
  }
  if (format) return { kind: 'leaf', name: 'format', args: [format] };
  return { kind: 'leaf', name: 'text', args: bounds(least, most) };
}

const bounds = (least: number, most: number): number[] =>
  most === Infinity ? (least === 0 ? [] : [least]) : [least, most];

function numberPlan(nodes: Alternative, type: 'integer' | 'number'): Plan {
  const rules = nodes.flatMap(({ number }) => number ?? []);
  const step = Math.max(0, ...rules.flatMap(({ multipleOf }) => multipleOf ?? []));
  const isWhole = type === 'integer';
  /** The least difference from a bound that is not among the values. */
  const beside = step || (isWhole ? 1 : 0.001);
  const lower = Math.max(
    ...rules.flatMap((each) => [each.minimum ?? -Infinity, (each.exclusiveMinimum ?? -Infinity) + beside]),
    -Infinity,
  );
  const upper = Math.min(
    ...rules.flatMap((each) => [each.maximum ?? Infinity, (each.exclusiveMaximum ?? Infinity) - beside]),
    Infinity,
  );
  const min = lower > -Infinity ? lower : upper < 0 ? upper - SPAN : Math.min(0, upper);
  const max = upper < Infinity ? Math.min(upper, min + 1e6 * SPAN) : min + SPAN;
  if (min > max) return IMPOSSIBLE;
  if (!isWhole && step === 0) return { kind: 'leaf', name: 'number', args: [min, max] };
  const unit = step || 1;
  if (Math.ceil(min / unit) > Math.floor(max / unit)) return IMPOSSIBLE;
  const whole = [Math.ceil(min / unit) * unit, Math.floor(max / unit) * unit];
  return { kind: 'leaf', name: 'integer', args: unit === 1 ? whole : [...whole, unit] };
}
