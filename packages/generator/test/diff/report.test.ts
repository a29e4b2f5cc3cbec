import { describe, expect, test } from 'vitest';
import type { OpenApiDocument } from '../../src/contract/document/openapi.js';
import { type ContractDiff, diffContracts, formatDiff } from '../../src/lifecycle/diff/diff-contracts.js';
import { type Edit, edited, type Loose, parks } from './contracts.js';

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
  expect(formatDiff(await compare(several))).toBe(`Severity: major (1 major, 4 minor, 1 patch)

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
  expect(formatDiff(await compare(several), 'markdown')).toBe(`**Severity: major (1 major, 4 minor, 1 patch)**

### Breaking

- \`parks.list\`: option \`limit\` is gone

### Added

- \`parks.list\`: new option \`name\`
- 2 new types: \`New1\`, \`New2\`

### Deprecated

- \`parks.delete\`: the operation is deprecated

### Fixed

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
      '### Breaking\n\n- `parks.list`, `parks.create`: `Kind` may be `"b"`, which breaks an exhaustive `switch`',
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
