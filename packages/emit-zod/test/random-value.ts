import { heldSchemas, type JsonType, type Schema } from '@influxkit/generator';

const FORMATS: Readonly<Record<string, readonly string[]>> = {
  'date-time': ['2024-02-29T12:00:00Z', '2024-02-29T12:00:00.123456789+02:00', '2024-02-30T12:00:00Z', '2024-02-29'],
  date: ['2024-02-29', '2023-02-29', '2024-2-9'],
  email: ['a@example.com', 'a@', 'a b@example.com'],
  uri: ['https://example.com/a?b=c', 'not a uri', '/a'],
  uuid: ['123e4567-e89b-42d3-a456-426614174000', '123e4567'],
  ipv4: ['127.0.0.1', '127.0.0.256'],
  ipv6: ['::1', ':::1'],
};

const ANY: readonly unknown[] = [
  null,
  true,
  0,
  1,
  -1,
  2.5,
  2 ** 31,
  2 ** 53,
  '',
  'a',
  '0123456789abcdef',
  '😀😀',
  [],
  {},
  [1],
  { a: 1 },
];

/** A value that is mostly what a schema takes, and then again is not. */
export function randomValue(schema: Schema, random: () => number, depth = 0): unknown {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  if (typeof schema === 'boolean' || depth > 7 || random() < 0.04) return pick(ANY);
  const nodes = [...heldSchemas(schema)];
  // Of a union one member, which is a part of the whole from here on.
  const members = nodes.flatMap(({ oneOf, anyOf }) =>
    [oneOf, anyOf].flatMap((list) => (list?.length ? [pick(list)] : [])),
  );
  nodes.push(...members.flatMap((member) => [...heldSchemas(member)]));
  const values = nodes.find((node) => node.values)?.values;
  if (values && random() < 0.97) return pick(values);
  const types = nodes.find((node) => node.types)?.types;
  const hasProperties = nodes.some(({ object }) => object);
  const type: JsonType | undefined = types ? pick(types) : hasProperties ? 'object' : undefined;
  if (nodes.some(({ nullable }) => nullable) && random() < 0.1) return null;
  switch (type) {
    case 'string': {
      const format = nodes.find((node) => node.format)?.format ?? '';
      const { minLength = 0, maxLength = 20 } = nodes.find(({ string }) => string)?.string ?? {};
      const listed = FORMATS[format];
      if (listed) return random() < 0.9 ? listed[0] : pick(listed);
      return pick(['a', '0123456789abcdef', 'GB', '1h']).padEnd(minLength, 'x').slice(0, maxLength);
    }
    case 'integer':
    case 'number': {
      const { minimum = 0, maximum = minimum + 100 } = nodes.find(({ number }) => number)?.number ?? {};
      return pick([minimum, maximum, minimum + 1, minimum + 1, minimum + 1, minimum - 1, 2 ** 40]);
    }
    case 'boolean':
      return random() < 0.5;
    case 'array': {
      const { items = true, minItems = 0 } = nodes.find(({ array }) => array)?.array ?? {};
      return Array.from({ length: minItems + Math.floor(random() * 3) }, () => randomValue(items, random, depth + 1));
    }
    case 'object': {
      const entries: [string, unknown][] = [];
      for (const { object } of nodes) {
        for (const [name, property] of object?.properties ?? []) {
          const isKept = object?.required?.includes(name) ? random() < 0.99 : depth < 4 && random() < 0.5;
          if (isKept) entries.push([name, randomValue(property, random, depth + 1)]);
        }
        if (object?.additional !== undefined && random() < 0.3)
          entries.push(['other', randomValue(object.additional, random, depth + 1)]);
      }
      return Object.fromEntries(entries);
    }
    default:
      return type === 'null' ? null : pick(ANY);
  }
}
