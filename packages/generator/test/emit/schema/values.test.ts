import { describe, expect, it } from 'vitest';
import { documentOf } from '../../model/contract.js';
import { typeErrors } from '../../typecheck/program.js';
import { generate } from '../generate.js';

const ref = (name: string): unknown => ({ $ref: `#/components/schemas/${name}` });
const text = { type: 'string' };
const number = { type: 'number' };
const object = (properties: Record<string, unknown>, required: string[] = []): Record<string, unknown> => ({
  type: 'object',
  properties,
  ...(required.length > 0 && { required }),
});

/** Schemas, and lines of code about their types: some must compile, the others must not. */
interface TypeCase {
  readonly schemas: Record<string, unknown>;
  readonly compiles: readonly string[];
  readonly fails: readonly string[];
}

const CASES: Record<string, TypeCase> = {
  '`readOnly` and `required` is required in responses only, `writeOnly` in requests only': {
    schemas: {
      Account: object(
        { id: { ...text, readOnly: true }, name: text, password: { ...text, writeOnly: true }, owner: ref('Owner') },
        ['id', 'name', 'password'],
      ),
      Owner: object({ key: ref('ServerKey'), mail: text }, ['key', 'mail']),
      ServerKey: { ...text, readOnly: true },
      Accounts: { type: 'array', items: ref('Account') },
      Plain: object({ a: text }),
    },
    compiles: [
      `const a: Account = { id: '1', name: 'n' };`,
      `const b: AccountWritable = { name: 'n', password: 'p' };`,
      `const c: AccountsWritable = [{ name: 'n', password: 'p', owner: { mail: 'm' } }];`,
      `const d: Owner = { key: 'k', mail: 'm' };`,
      `const e: string = ({} as Account).id;`,
      `const f: AccountWritable = {} as Account & { password: string };`,
    ],
    fails: [
      `const a: Account = { name: 'n' };`,
      `const b: AccountWritable = { name: 'n' };`,
      `const c: AccountWritable = { id: '1', name: 'n', password: 'p' };`,
      `const d: Account = { id: '1', name: 'n', password: 'p' };`,
      `const e: PlainWritable = {};`,
      `const f: Account = { id: '1', name: 'n', owner: { mail: 'm' } };`,
    ],
  },
  'properties beside typed `additionalProperties`': {
    schemas: {
      Tags: { ...object({ name: text, count: number }, ['name']), additionalProperties: { type: 'boolean' } },
      Whole: { ...object({ name: text }, ['name']), additionalProperties: true },
      Closed: { ...object({ name: text }), additionalProperties: false },
      Composed: { allOf: [object({ count: number })], additionalProperties: text },
    },
    compiles: [
      `const a: Tags = { name: 'n', count: 1, other: true };`,
      `const b: Whole = { name: 'n', other: [] };`,
      `const c: Composed = { count: 1, other: 'x' };`,
    ],
    fails: [
      `const a: Tags = { name: 'n', other: [] };`,
      `const b: Tags = { other: true };`,
      `const c: Tags = { name: true };`,
      `const d: Closed = { name: 'n', other: 1 };`,
      `const e: Composed = { count: 'x' };`,
    ],
  },
  '`patternProperties`': {
    schemas: {
      Extended: { ...object({ id: number, 'x-id': number }), patternProperties: { '^x-': text } },
      Only: { type: 'object', patternProperties: { '^x-': text }, additionalProperties: false },
      Digits: { ...object({ id: text }), patternProperties: { '^[0-9]+$': number }, additionalProperties: false },
      Two: { type: 'object', patternProperties: { '^x-': text, '-y$': number }, additionalProperties: false },
    },
    compiles: [
      `const a: Extended = { id: 1, 'x-a': 'b', 'x-id': 3 };`,
      `const b: Only = { 'x-a': 'b' };`,
      `const c: Digits = { id: 'a', 1: 2, '37': 3 };`,
      `const d: Two = { 'x-a': 'b', 'a-y': 1 };`,
    ],
    fails: [
      `const a: Extended = { 'x-a': true };`,
      `const b: Only = { 'x-a': 1 };`,
      `const c: Only = { a: 'b' };`,
      `const d: Digits = { 1: true };`,
      `const e: Two = { 'x-a': true };`,
    ],
  },
  '`allOf` with a branch of `required`': {
    schemas: {
      Base: object({ tag: { type: ['string', 'null'] }, radius: number }),
      Outside: { allOf: [ref('Base')], required: ['tag'] },
      Branch: { allOf: [ref('Base'), { required: ['tag'] }] },
      Both: { allOf: [ref('Base'), { ...object({ x: text }), required: ['tag', 'x'] }] },
      Inline: { allOf: [object({ a: text, b: text }), { required: ['a'] }] },
      Deep: { allOf: [{ allOf: [ref('Base')] }, { allOf: [{ required: ['radius'] }] }] },
      Either: { ...object({ a: text, b: text }), oneOf: [{ required: ['a'] }, { required: ['b'] }] },
      Unknown: { ...object({ a: text }), required: ['elsewhere'] },
    },
    compiles: [
      `const a: Outside = { tag: null }; const a1: string | null = a.tag;`,
      `const b: Branch = { tag: 'x' }; const b1: string | null = b.tag; const b2: number | undefined = b.radius;`,
      `const c: Both = { tag: 'x', x: 'y' }; const c1: string = c.x;`,
      `const d: Inline = { a: 'x' }; const d1: string = d.a;`,
      `const e: Deep = { radius: 1 }; const e1: number = e.radius;`,
      `const f: Either = { b: 'x' };`,
      `const g: Unknown = { a: 'x' };`,
    ],
    fails: [
      `const a: Outside = { radius: 1 };`,
      `const b: Branch = {};`,
      `const c: Both = { tag: 'x' };`,
      `const d: Both = { x: 'x' };`,
      `const e: Inline = { b: 'x' };`,
      `const f: Deep = { tag: 'x' };`,
      `const g: Either = {};`,
    ],
  },
  'open tuples': {
    schemas: {
      Open: { type: 'array', prefixItems: [text, number], minItems: 2 },
      Rest: { type: 'array', prefixItems: [text], items: number, minItems: 1 },
      Short: { type: 'array', prefixItems: [text, number] },
      Closed: { type: 'array', prefixItems: [text, number], items: false, minItems: 2 },
      Bounded: { type: 'array', prefixItems: [text, number], minItems: 2, maxItems: 2 },
    },
    compiles: [
      `const a: Open = ['a', 1, true, 'x'];`,
      `const b: Rest = ['a', 1, 2]; const b1: string = b[0];`,
      `const c: Short = []; const c1: Short = ['a'];`,
      `const d: Closed = ['a', 1]; const d1: 2 = d.length;`,
      `const e: Bounded = ['a', 1];`,
    ],
    fails: [
      `const a: Open = ['a'];`,
      `const b: Open = [1, 'a'];`,
      `const c: Rest = ['a', 'b'];`,
      `const d: Rest = [];`,
      `const e: Closed = ['a', 1, 2];`,
      `const f: Bounded = ['a', 1, 2];`,
      `const g: Short = [1];`,
    ],
  },
  'values: `const: null`, and those that are no scalars': {
    schemas: {
      Nothing: { const: null },
      Maybe: object({ end: { const: null } }, ['end']),
      Fixed: { const: { a: [1, 'x'] } },
      Mixed: { enum: [1, 'a', null, true] },
    },
    compiles: [
      `const a: Nothing = null;`,
      `const b: Maybe = { end: null };`,
      `const c: Fixed = { a: [1, 'x'] };`,
      `const d: Mixed[] = [1, 'a', null, true];`,
    ],
    fails: [
      `const a: Nothing = undefined;`,
      `const b: Maybe = { end: 'x' };`,
      `const c: Fixed = { a: [2, 'x'] };`,
      `const d: Mixed = false;`,
    ],
  },
  '`propertyNames`': {
    schemas: {
      Named: { type: 'object', propertyNames: { enum: ['a', 'b'] }, additionalProperties: number },
      Language: { type: 'string', enum: ['en', 'fr'] },
      Translated: { type: 'object', propertyNames: ref('Language'), additionalProperties: text },
      Prefixed: { type: 'object', propertyNames: { pattern: '^x-' }, additionalProperties: text },
      Long: { type: 'object', propertyNames: { minLength: 3 }, additionalProperties: text },
      Beside: { ...object({ a: text }, ['a']), propertyNames: { enum: ['a', 'b'] } },
    },
    compiles: [
      `const a: Named = { a: 1 }; const a1: Named = {};`,
      `const b: Translated = { en: 'x', fr: 'y' };`,
      `const c: Prefixed = { 'x-a': 'b' };`,
      `const d: Long = { abc: 'x' };`,
      `const e: Beside = { a: 'x', b: [] };`,
    ],
    fails: [
      `const a: Named = { c: 1 };`,
      `const b: Named = { a: 'x' };`,
      `const c: Translated = { de: 'x' };`,
      `const d: Prefixed = { a: 'b' };`,
      `const e: Prefixed = { 'x-a': 1 };`,
      `const f: Long = { abc: 1 };`,
      `const g: Beside = { a: 'x', c: 1 };`,
    ],
  },
  'recursive unions': {
    schemas: {
      Json: {
        oneOf: [text, { type: 'array', items: ref('Json') }, { type: 'object', additionalProperties: ref('Json') }],
      },
      Nested: { anyOf: [number, { type: 'array', items: ref('Nested') }] },
      Left: { oneOf: [text, { type: 'array', items: ref('Right') }] },
      Right: { oneOf: [number, { type: 'array', items: ref('Left') }] },
      Pair: { oneOf: [text, { type: 'array', prefixItems: [ref('Pair'), ref('Pair')], items: false, minItems: 2 }] },
      List: { type: 'array', items: ref('List') },
      Account: {
        anyOf: [object({ id: { ...text, readOnly: true } }, ['id']), { type: 'array', items: ref('Account') }],
      },
    },
    compiles: [
      `const a: Json = ['x', { y: ['z', []] }];`,
      `const b: Nested = [[1, [2]], 3];`,
      `const c: Left = [1, ['x', [2]]];`,
      `const d: Pair = ['a', ['b', 'c']];`,
      `const e: List = [[], [[]]];`,
      `const f: AccountWritable = [{}, [{}]];`,
    ],
    fails: [
      `const a: Json = [1];`,
      `const b: Nested = [['x']];`,
      `const c: Left = ['x'];`,
      `const d: Pair = ['a', ['b']];`,
      `const e: List = ['x'];`,
      `const f: Account = [[{}]];`,
    ],
  },
  'enums that exclude the null that their type allows': {
    schemas: {
      Without: { type: ['string', 'null'], enum: ['a', 'b'] },
      With: { type: ['string', 'null'], enum: ['a', null] },
      Fixed: { type: ['string', 'null'], const: 'a' },
    },
    compiles: [`const a: Without = 'a';`, `const b: With = null;`, `const c: Fixed = 'a';`],
    fails: [`const a: Without = null;`, `const b: With = 'b';`, `const c: Fixed = null;`],
  },
  'discriminators: what a schema lists itself wins over its name, and in several unions it has the values of all': {
    schemas: {
      Item: { oneOf: [ref('Track'), ref('Episode')], discriminator: { propertyName: 'type' } },
      Track: object({ type: { type: 'string', enum: ['track'] }, length: number }, ['type']),
      EpisodeBase: object({ type: { const: 'episode' } }, ['type']),
      Episode: { allOf: [ref('EpisodeBase'), object({ show: text })] },
      Leaf: object({ kind: text, v: number }, ['kind']),
      Node: object({ kind: text, n: text }, ['kind']),
      One: {
        oneOf: [ref('Leaf'), ref('Node')],
        discriminator: { propertyName: 'kind', mapping: { leaf: '#/components/schemas/Leaf', node: 'Node' } },
      },
      Two: {
        oneOf: [ref('Leaf'), ref('Node')],
        discriminator: { propertyName: 'kind', mapping: { leaf2: '#/components/schemas/Leaf', node: 'Node' } },
      },
      Bare: object({ b: text }),
      Named: { oneOf: [ref('Bare'), ref('Leaf')], discriminator: { propertyName: 'kind', mapping: { leaf: 'Leaf' } } },
      Pet: { ...object({ petType: text }, ['petType']), discriminator: { propertyName: 'petType' } },
      Dog: { allOf: [ref('Pet'), object({ bark: { type: 'boolean' } })] },
      Puppy: { allOf: [ref('Dog'), object({ age: number })] },
      Cat: { allOf: [ref('Pet'), object({ petType: { const: 'tom' } })] },
      Wolf: { allOf: [ref('Dog'), object({ petType: { const: 'wolf' } })] },
      Several: {
        oneOf: [ref('Common'), ref('Track')],
        discriminator: { propertyName: 'type', mapping: { a: 'Common', b: 'Common', track: 'Track' } },
      },
      Common: object({ type: text }, ['type']),
    },
    compiles: [
      `const a: Item = { type: 'track' }; const a1: Item = { type: 'episode', show: 's' };`,
      `const b: One = { kind: 'leaf', v: 1 }; const b1: Two = { kind: 'leaf2', v: 1 }; const b2: Leaf['kind'][] = ['leaf', 'leaf2'];`,
      `const c = (each: Item): number | undefined => (each.type === 'track' ? each.length : undefined);`,
      `const d: Bare = { b: 'x' }; const d1: Named = { kind: 'Bare', b: 'x' };`,
      `const e: Puppy = { petType: 'Puppy', age: 1, bark: true }; const e1: Cat = { petType: 'tom' }; const e2: Wolf = { petType: 'wolf', bark: true };`,
      `const f: Common['type'][] = ['a', 'b'];`,
    ],
    fails: [
      `const a: Track = { type: 'Track' };`,
      `const b: Leaf = { kind: 'other' };`,
      `const c: Dog = { petType: 'Puppy' };`,
      `const d: Cat = { petType: 'Cat' };`,
      `const d1: Wolf = { petType: 'Dog' };`,
      `const e: Named = { kind: 'other', b: 'x' };`,
      `const f: Common = { type: 'c' };`,
      `const g: Episode = { type: 'Episode' };`,
    ],
  },
  'what is composed of things that are no objects': {
    schemas: {
      Words: { allOf: [text, { minLength: 3 }] },
      Choice: { oneOf: [text, number] },
      Wrapped: { allOf: [ref('Choice')] },
      Mapped: { allOf: [{ type: 'object', additionalProperties: text }] },
      Empty: { allOf: [{}] },
      Never: { allOf: [text, false] },
      NullBase: { allOf: [ref('Maybe'), object({ b: text })] },
      Maybe: { type: ['object', 'null'], properties: { a: text } },
      Circle: { allOf: [ref('Circle'), object({ a: text })] },
      Closed: { allOf: [{ type: 'object', additionalProperties: false }, object({ a: text })] },
    },
    compiles: [
      `const a: Words = 'abc';`,
      `const b: Wrapped = 1;`,
      `const c: Empty = 1;`,
      `const d: Circle = { a: 'x' };`,
    ],
    fails: [`const a: Words = 1;`, `const b: Wrapped = true;`, `const c: Never = 'x';`, `const d: Circle = { a: 1 };`],
  },
};

describe('types of schemas: values that compile, and values that do not', () => {
  it.each(Object.entries(CASES))('%s', async (_, { schemas, compiles, fails }) => {
    const files = await generate(documentOf({}, { components: { schemas } }));
    // Whatever a module exports can be imported: a type that is missing is a test that says nothing.
    const exported = [...(files.get('models.ts') ?? '').matchAll(/^export (?:interface|type) (\w+)/gm)].map(
      ([, name]) => name,
    );
    const imports = `import type { ${exported.join(', ')} } from './models.js';\nexport type All = [${exported.join(', ')}];\n`;
    const code = [
      ...compiles.map((line) => `{ ${line} }`),
      ...fails.map((line) => `{\n// @ts-expect-error\n${line}\n}`),
    ];
    files.set('values.ts', `${imports}${code.join('\n')}\n`);
    expect(
      typeErrors(files).filter(
        (error) => !/is declared but its value is never read|'\w+' is declared but never/.test(error),
      ),
    ).toEqual([]);
  });
});
