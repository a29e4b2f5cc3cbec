import { type Contract, isNode, type Node, type Place, step } from './document.js';
import { type Random, seeded } from './random.js';
import type { Direction } from './schemas.js';

export interface SampleOptions {
  /** Which way the value goes. */
  readonly direction: Direction;
  /** What the values depend on: the same text gives the same value. */
  readonly seed: string;
  /** Whether optional properties are there. Default: true. */
  readonly optional?: boolean;
  /** What strings without a format are made of: letters alone, or characters that URLs and JSON escape too. Default: `any`. */
  readonly strings?: 'plain' | 'any';
}

/** Optional properties and items end here, so that schemas that hold themselves have a sample. */
const deepest = 6;

const formats: Readonly<Record<string, (random: Random) => string>> = {
  'date-time': (random) => new Date(1_600_000_000_000 + random.below(100_000_000) * 1000).toISOString(),
  date: () => '2024-02-29',
  uri: (random) => `https://example.com/${random.below(1000)}?a=b%20c`,
  email: () => 'someone@example.com',
  uuid: () => '123e4567-e89b-42d3-a456-426614174000',
  // Valid as ISO 8601 has it; servers of InfluxDB read 10s.
  duration: (random) => `PT${random.below(59) + 1}S`,
  int64: (random) => String(random.below(60)),
  byte: () => 'Ynl0ZXM=',
  binary: () => 'bytes',
  flux: () => 'from(bucket: "b") |> range(start: -1h)',
};

/** Tried in turn for a pattern. */
const forPatterns = ['a', 'key_1:value_1', '0123456789abcdef', 'abc', '1h', '2024-02-29'];

/** A value that a schema of the contract allows. Throws where it finds none. */
export function sample(contract: Contract, schema: Place, options: SampleOptions): unknown {
  const random = seeded(options.seed);
  const { direction, optional = true, strings = 'any' } = options;

  const at = (place: Place, ...steps: string[]): Place => contract.place(place.pointer + steps.map(step).join(''));

  /** `inherited` are properties that a schema around `allOf` requires of its members. */
  function value(here: Place, depth: number, inherited: readonly string[] = []): unknown {
    const { node } = here;
    if ('const' in node) return node['const'];
    if (Array.isArray(node['enum'])) return node['enum'][random.below(node['enum'].length)];
    const union = node['oneOf'] ?? node['anyOf'];
    if (Array.isArray(union)) return alternative(here, union.length, 'oneOf' in node ? 'oneOf' : 'anyOf', depth);
    if (Array.isArray(node['allOf'])) {
      const required = [...inherited, ...requiredBy(node)];
      const parts = node['allOf'].map((_, index) => value(at(here, 'allOf', String(index)), depth, required));
      const own = isNode(node['properties']) ? [object(here, depth, inherited)] : [];
      const all = [...parts, ...own];
      // Members that only describe, beside the one that gives the type.
      return all.every(isNode) ? Object.assign({}, ...all) : all[0];
    }
    switch (kind(node)) {
      case 'object':
        return object(here, depth, inherited);
      case 'array':
        return array(here, depth);
      case 'string':
        return text(here);
      case 'integer':
        return number(node, 1);
      case 'number':
        return number(node, 0.5);
      case 'boolean':
        return random.below(2) === 1;
      case 'null':
        return null;
      default:
        return words();
    }
  }

  function alternative(place: Place, count: number, keyword: string, depth: number): unknown {
    const { node } = place;
    const discriminator = node['discriminator'];
    if (isNode(discriminator) && isNode(discriminator['mapping'])) {
      const mapping = Object.entries(discriminator['mapping']);
      const [kindName, reference] = mapping[random.below(mapping.length)] ?? ['', ''];
      const chosen = value(contract.place(String(reference).slice(1)), depth);
      return { ...(chosen as Node), [String(discriminator['propertyName'])]: kindName };
    }
    // Deep down the first that needs nothing ends the value.
    const index = depth > deepest ? 0 : random.below(count);
    return value(at(place, keyword, String(index)), depth + 1);
  }

  function object(place: Place, depth: number, inherited: readonly string[]): Node {
    const { node } = place;
    const made: Record<string, unknown> = {};
    const properties = isNode(node['properties']) ? node['properties'] : {};
    const required = [...inherited, ...requiredBy(node)];
    const absent = direction === 'request' ? 'readOnly' : 'writeOnly';
    for (const name of Object.keys(properties)) {
      const property = properties[name];
      if (isNode(property) && property[absent] === true) continue;
      const schemaOf = at(place, 'properties', name);
      if (schemaOf.node[absent] === true) continue;
      const isWanted = Object.keys(made).length < Number(node['minProperties'] ?? 0);
      if (required.includes(name) || isWanted || (optional && depth < deepest)) made[name] = value(schemaOf, depth + 1);
    }
    if (optional && depth < deepest && isNode(node['additionalProperties'])) {
      for (const name of ['one', 'other name']) made[name] = value(at(place, 'additionalProperties'), depth + 1);
    }
    return made;
  }

  function array(place: Place, depth: number): readonly unknown[] {
    const { node } = place;
    const least = typeof node['minItems'] === 'number' ? node['minItems'] : 0;
    const most = typeof node['maxItems'] === 'number' ? node['maxItems'] : Number.POSITIVE_INFINITY;
    const wanted = optional && depth < deepest ? 1 + random.below(2) : 0;
    const count = Math.min(most, Math.max(least, wanted));
    const items: unknown[] = [];
    for (let tries = 0; items.length < count && tries < 100; tries++) {
      const item = 'items' in node ? value(at(place, 'items'), depth + 1) : words();
      const known =
        node['uniqueItems'] === true && items.some((other) => JSON.stringify(other) === JSON.stringify(item));
      if (!known) items.push(item);
    }
    return items;
  }

  function text({ pointer, node }: Place): string {
    const format = formats[String(node['format'])];
    if (format !== undefined) return format(random);
    if (typeof node['pattern'] === 'string') {
      const pattern = new RegExp(node['pattern'], 'u');
      const found = forPatterns.find((candidate) => pattern.test(candidate));
      if (found === undefined) throw new Error(`${pointer}: no sample is known for the pattern ${pattern}; add one.`);
      return found;
    }
    // Cut or filled up, letters alone stay whole characters.
    const made = 'minLength' in node || 'maxLength' in node ? 'sample' : words();
    const least = typeof node['minLength'] === 'number' ? node['minLength'] : 0;
    const most = typeof node['maxLength'] === 'number' ? node['maxLength'] : made.length;
    return made.padEnd(least, 'x').slice(0, Math.max(most, least));
  }

  function number(node: Node, unit: number): number {
    const least = typeof node['minimum'] === 'number' ? node['minimum'] : 0;
    const most = typeof node['maximum'] === 'number' ? node['maximum'] : least + 1000;
    return Math.min(most, least + random.below(Math.floor((most - least) / unit) + 1) * unit);
  }

  function words(): string {
    const plain = `x${random.below(1_000_000).toString(36)}`;
    if (strings === 'plain') return plain;
    const hard = [
      'a b',
      'a/b',
      'a?b',
      'a#b',
      'a&b=c',
      '100%',
      '%2F',
      'a+b',
      'ü',
      '日本',
      '🙂',
      `"'`,
      '<a>',
      'a;b,c',
      '..a',
    ];
    return `${plain}${hard[random.below(hard.length)]}`;
  }

  return value(schema, 0);
}

const requiredBy = (node: Node): readonly string[] => (Array.isArray(node['required']) ? node['required'] : []);

/** The type to make: the first that is not null, or what the other keywords imply. */
function kind(node: Node): unknown {
  const type = Array.isArray(node['type']) ? node['type'].find((name) => name !== 'null') : node['type'];
  if (type !== undefined) return type;
  if ('properties' in node || 'additionalProperties' in node) return 'object';
  if ('items' in node) return 'array';
  return undefined;
}
