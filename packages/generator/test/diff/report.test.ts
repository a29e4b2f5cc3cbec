import { describe, expect, test } from 'vitest';
import type { OpenApiDocument } from '../../src/contract/document/openapi.js';
import { type ContractDiff, diffContracts, formatDiff } from '../../src/lifecycle/diff/diff-contracts.js';
import { type Edit, edited, type Loose, parks } from './contracts.js';
import { mutations } from './mutations.js';
import { Random } from './random.js';
import { sitesOf } from './sites.js';

const config = { name: 'parks', input: '', output: '' };
const compare = (edit: Edit, before: OpenApiDocument = parks()): Promise<ContractDiff> =>
  diffContracts({ document: before, config }, { document: edited(edit), config }, { types: false });
const get = (document: Loose): Loose => document.paths['/parks'].get;

const several: Edit = (document) => {
  get(document).parameters.shift();
  get(document).parameters.push({ name: 'name', in: 'query', schema: {} });
  get(document).summary = 'x';
  document.components.schemas.New1 = {};
  document.components.schemas.New2 = {};
  document.paths['/parks/{parkID}'].delete.deprecated = true;
};

test('the text for a terminal', async () => {
  expect(formatDiff(await compare(several))).toBe(`Severity: major (1 breaking, 2 added, 1 deprecated, 1 fixed)

Breaking (1)

  parks.list (GET /parks)
    - option limit is gone  [parameter-removed]

Added (2)

  parks.list (GET /parks)
    - new option name  [parameter-added]
  - 2 new types: New1, New2  [component-added]

Deprecated (1)

  parks.delete (DELETE /parks/{parkID})
    - the operation is deprecated  [operation-deprecated]

Fixed (1)

  parks.list (GET /parks)
    - description of the operation  [prose-changed]

Types were not compared.
`);
});

test('the Markdown for people elsewhere', async () => {
  expect(
    formatDiff(await compare(several), 'markdown'),
  ).toBe(`**Severity: major (1 breaking, 2 added, 1 deprecated, 1 fixed)**

### Breaking (1)

- \`parks.list\`: option \`limit\` is gone

### Added (2)

- \`parks.list\`: new option \`name\`
- 2 new types: \`New1\`, \`New2\`

### Deprecated (1)

- \`parks.delete\`: the operation is deprecated

### Fixed (1)

- \`parks.list\`: description of the operation

Types were not compared.
`);
});

test('the JSON for machines has each change with rule, place, direction, severity and sentence', async () => {
  const diff = JSON.parse(formatDiff(await compare(several), 'json')) as ContractDiff;
  expect(diff).toMatchObject({ severity: 'major', counts: { major: 1, minor: 4, patch: 1 } });
  expect(diff.changes[0]).toEqual({
    rule: 'parameter-removed',
    severity: 'major',
    direction: 'request',
    group: 'Breaking',
    pointer: '/paths/~1parks/get/parameters/0',
    pointerIn: 'old',
    message: 'option `limit` is gone',
    sentence: '`parks.list`: option `limit` is gone',
    operations: [{ method: 'GET', path: '/parks', name: 'parks.list' }],
    foundBy: 'structure',
  });
});

describe('a report', () => {
  test('of nothing says so', async () => {
    expect(formatDiff(await compare(() => {}))).toMatch(/^No change that a caller could see\.\n/);
  });

  test('keeps to the width of the terminal', async () => {
    const diff = await compare((document) => {
      for (let index = 0; index < 40; index += 1) document.components.schemas[`AnotherSchemaOfANewKind${index}`] = {};
      several(document);
    });
    for (const width of [80, 100, 120]) {
      for (const line of formatDiff(diff, 'text', { width }).split('\n'))
        expect(line.length).toBeLessThanOrEqual(width);
    }
  });

  test('shows ten changes of words and counts the others, unless all are asked for', async () => {
    const diff = await compare(
      (document) => {
        for (let index = 0; index < 14; index += 1)
          document.components.schemas.Out.properties[`p${index}`] = { description: 'x' };
      },
      edited((document) => {
        for (let index = 0; index < 14; index += 1)
          document.components.schemas.Out.properties[`p${index}`] = { description: 'y' };
      }),
    );
    expect(formatDiff(diff)).toContain('… and 4 more changes of words');
    expect(formatDiff(diff, 'text', { all: true })).toContain('Out.p13');
  });

  test('tells a change that goes both ways once, by its stricter direction', async () => {
    const shared: Edit = (document) => {
      document.components.schemas.Out.properties.p = { $ref: '#/components/schemas/Kind' };
      document.components.schemas.In.properties.p = { $ref: '#/components/schemas/Kind' };
      document.components.schemas.Kind = { enum: ['a'] };
    };
    const diff = await compare((document) => {
      shared(document);
      document.components.schemas.Kind.enum.push('b');
    }, edited(shared));
    expect(diff.changes.map(({ rule }) => rule).sort()).toEqual([
      'request-enum-member-added',
      'response-enum-member-added',
    ]);
    const text = formatDiff(diff, 'markdown');
    expect(text.match(/^- /gm)).toHaveLength(1);
    expect(text).toContain(
      '### Breaking (1)\n\n- `parks.list`, `parks.create`: `Kind` may be `"b"`, which breaks an exhaustive `switch`',
    );
  });

  test('holds no markup of the contract', async () => {
    const diff = await compare((document) => {
      get(document).parameters.push({ name: '<script>*x*', in: 'query', schema: {} });
    });
    expect(formatDiff(diff, 'markdown')).toContain('new option `<script>*x*`');
  });

  test('colours headings where colours are asked for', async () => {
    expect(formatDiff(await compare(several), 'text', { color: true })).toContain('\u001b[1;31mBreaking (1)\u001b[0m');
    expect(formatDiff(await compare(several))).not.toContain('\u001b');
  });
});

/** Two contracts that differ in up to twelve ways: mutations at places that a seed chooses, new types, changed words. */
function mutated(seed: number): OpenApiDocument {
  const random = new Random(seed);
  const document = parks();
  for (let left = Math.floor(random.next() * 12); left > 0; left -= 1) {
    const mutation = random.pick(mutations);
    const places = sitesOf(document)[mutation.at].filter(mutation.fits);
    if (places.length > 0) mutation.mutate(random.pick(places));
    if (random.next() < 0.3) document.components.schemas[`New${left}`] = {};
    if (random.next() < 0.3) document.info.title = `Parks ${left}`;
  }
  return document;
}

describe('for any two contracts, the number of the summary is that of the heading, and of the lines below it', () => {
  const numbers = (text: string, pattern: RegExp): [string, number][] =>
    [...text.matchAll(pattern)].map(([, first = '', second = '']) =>
      /^\d/.test(first) ? [second, Number(first)] : [first.toLowerCase(), Number(second)],
    );
  /** What stands under each heading: items, and those of words that are counted rather than shown. */
  const items = (text: string, heading: RegExp, item: RegExp): number[] =>
    text
      .split(heading)
      .slice(1)
      .map(
        (part) => (part.match(item) ?? []).length + Number(/… and (\d+) more changes? of words/.exec(part)?.[1] ?? 0),
      );

  test.each([
    ['text', {}, /^([A-Z][a-z]+) \((\d+)\)$/gm, /^[A-Z][a-z]+ \(\d+\)$/m, /^ {2}(?: {2})?- /gm],
    ['text', { all: true }, /^([A-Z][a-z]+) \((\d+)\)$/gm, /^[A-Z][a-z]+ \(\d+\)$/m, /^ {2}(?: {2})?- /gm],
    ['markdown', {}, /^### ([A-Z][a-z]+) \((\d+)\)$/gm, /^### [A-Z].*$/m, /^- /gm],
  ] as const)('%s %j', async (format, options, heading, separator, item) => {
    const seen = new Set<string>();
    for (let seed = 1; seed <= 60; seed += 1) {
      const [before, after] = [mutated(seed), mutated(seed + 1000)];
      const diff = await diffContracts({ document: before, config }, { document: after, config }, { types: false });
      const text = formatDiff(diff, format, options);
      const [summary = ''] = text.split('\n', 1);
      const headings = numbers(text, heading);
      expect(numbers(summary, /(\d+) ([a-z]+)/g), `seed ${seed}`).toEqual(headings);
      expect(items(text, separator, item), `seed ${seed}\n${text}`).toEqual(headings.map(([, count]) => count));
      for (const [group] of headings) seen.add(group);
    }
    expect([...seen].sort()).toEqual(expect.arrayContaining(['added', 'breaking', 'fixed']));
  });
});
