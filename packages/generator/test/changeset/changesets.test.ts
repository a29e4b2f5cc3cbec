import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ContractError } from '../../src/base/diagnostics.js';
import { generate } from '../../src/generate/generate.js';
import { TestRepository } from './repository.js';

const contract = `openapi: 3.1.0
info: { title: Parks, version: 1.0.0 }
paths:
  /parks:
    get:
      operationId: listParks
      summary: Lists the parks.
      parameters:
        - { name: limit, in: query, description: Hou many., schema: { type: integer } }
      responses:
        '200':
          description: The parks.
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Parks' }
    post:
      operationId: createPark
      summary: Opens a park.
      requestBody:
        required: true
        content: { application/json: { schema: { $ref: '#/components/schemas/Park' } } }
      responses: { '204': { description: Opened. } }
  /parks/{parkID}:
    parameters: [{ name: parkID, in: path, required: true, schema: { type: string } }]
    delete:
      operationId: deletePark
      summary: Closes a park.
      responses: { '204': { description: Closed. } }
components:
  schemas:
    Parks: { type: array, items: { $ref: '#/components/schemas/Park' } }
    Park:
      type: object
      required: [name]
      properties:
        name: { type: string }
        trees: { type: integer }
`;
const config = {
  products: [
    {
      name: 'parks',
      input: 'openapi/parks.yaml',
      output: 'packages/parks/src/generated',
      bundle: 'packages/parks/openapi.json',
    },
  ],
};
const fast = { types: false } as const;

let repository: TestRepository;

beforeEach(async () => {
  repository = new TestRepository();
  repository.write('package.json', { name: 'root', private: true, workspaces: ['packages/*'] });
  repository.write('packages/parks/package.json', { name: '@city/parks', version: '1.2.0' });
  repository.write('packages/sdk/package.json', {
    name: '@city/sdk',
    version: '0.3.0',
    dependencies: { '@city/parks': '^1.2.0' },
  });
  repository.write('packages/app/package.json', {
    name: '@city/app',
    version: '2.0.0',
    peerDependencies: { '@city/sdk': '^0.3.0' },
  });
  repository.write('packages/tests/package.json', {
    name: '@city/tests',
    version: '1.0.0',
    private: true,
    dependencies: { '@city/parks': '*' },
  });
  repository.write('packages/tool/package.json', {
    name: '@city/tool',
    version: '1.0.0',
    devDependencies: { '@city/parks': '*' },
    influxkit: { operations: ['DELETE /parks/{parkID}'] },
  });
  repository.write('openapi/parks.yaml', contract);
  await repository.regenerate(config, fast);
  repository.commit('first');
});
afterEach(() => repository.remove());

describe('the changeset of a product', () => {
  test('is not written for the first contract', async () => {
    const fresh = new TestRepository();
    try {
      fresh.write('package.json', { workspaces: ['packages/*'] });
      fresh.write('packages/parks/package.json', { name: '@city/parks', version: '0.0.0' });
      fresh.write('openapi/parks.yaml', contract);
      const report = await fresh.regenerate(config, fast);
      expect(report).toMatchObject({ ok: true, products: [{ status: 'first' }] });
      expect(fresh.changesetFiles()).toEqual([]);
    } finally {
      fresh.remove();
    }
  });

  test('is not written where nothing changed', async () => {
    expect(await repository.regenerate(config, fast)).toMatchObject({
      ok: true,
      products: [{ status: 'none', bumps: {} }],
    });
    expect(repository.changesetFiles()).toEqual([]);
  });

  test('names what a new option is called, and bumps the product alone', async () => {
    repository.edit(
      'openapi/parks.yaml',
      '      parameters:\n',
      '      parameters:\n        - { name: name, in: query, schema: { type: string } }\n',
    );
    const { products } = await repository.regenerate(config, fast);
    expect(products).toMatchObject([{ status: 'written', bumps: { '@city/parks': 'minor' } }]);
    expect(repository.changesetTexts()).toBe(
      "---\n'@city/parks': minor\n---\n\nThe contract of parks changed; every caller still compiles.\n\n#### Added\n\n- `parks.list`: new option `name`\n",
    );
  });

  test('of a breaking change bumps what hands it on, and says that it breaks', async () => {
    repository.edit('openapi/parks.yaml', 'required: [name]', 'required: [name, trees]');
    const { products } = await repository.regenerate(config, fast);
    expect(products[0]?.bumps).toEqual({ '@city/parks': 'major', '@city/sdk': 'minor', '@city/app': 'major' });
    const text = repository.changesetTexts();
    expect(text).toContain('break callers');
    expect(text).toContain('#### Breaking\n\n- `parks.create`, `parks.list`: `Park.trees` is now required\n');
  });

  test('before 1.0 bumps the minor version for a breaking change, and says so', async () => {
    repository.edit('packages/parks/package.json', '1.2.0', '0.2.0');
    repository.commit('young');
    repository.edit('openapi/parks.yaml', /\n {8}trees: .*/, '');
    const { products } = await repository.regenerate(config, fast);
    expect(products[0]?.bumps['@city/parks']).toBe('minor');
    expect(repository.changesetTexts()).toMatch(/break callers\*\*\. Before 1\.0 this bumps the minor version\./);
  });

  test('bumps a helper that calls a broken operation by itself', async () => {
    repository.edit(
      'openapi/parks.yaml',
      /\n {4}delete:[\s\S]*?(?=\ncomponents)/,
      '\n    get:\n      operationId: getPark\n      responses: { "204": { description: x } }',
    );
    const { products } = await repository.regenerate(config, fast);
    expect(products[0]?.bumps).toMatchObject({ '@city/tool': 'patch' });
    expect(repository.read(repository.changesetFiles()[0] ?? '')).toBe(
      "---\n'@city/app': major\n'@city/sdk': minor\n'@city/tool': patch\n---\n\nThe contract of parks changed in ways that **break callers**: the changelog of `@city/parks` says how.\n",
    );
  });

  test('groups what is added, changed, deprecated and fixed', async () => {
    repository.edit('openapi/parks.yaml', 'Hou many', 'How many');
    repository.edit('openapi/parks.yaml', 'summary: Closes a park.', 'summary: Closes a park.\n      deprecated: true');
    repository.edit(
      'openapi/parks.yaml',
      '        trees: { type: integer }',
      '        trees: { type: integer }\n        benches: { type: integer }',
    );
    repository.edit('openapi/parks.yaml', 'required: true\n        content', 'required: false\n        content');
    await repository.regenerate(config, fast);
    const headings = [...repository.changesetTexts().matchAll(/^#### (.*)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(['Added', 'Changed', 'Deprecated', 'Fixed']);
    expect(repository.changesetTexts()).toContain('#### Deprecated\n\n- `parks.delete`: the operation is deprecated\n');
    expect(repository.changesetTexts()).toContain('#### Fixed\n\n- `parks.list`: description of option `limit`\n');
  });

  test('a method that the configuration renames breaks callers', async () => {
    const renamed = { products: config.products.map((product) => ({ ...product, names: { listParks: 'parks.all' } })) };
    await repository.regenerate(renamed, fast);
    expect(repository.changesetTexts()).toContain('- `parks.list` is called `parks.all` now\n');
  });
});

describe('running again', () => {
  test('changes nothing', async () => {
    repository.edit('openapi/parks.yaml', 'required: [name]', 'required: [name, trees]');
    await repository.regenerate(config, fast);
    const before = [repository.changesetTexts(), repository.git('status', '--porcelain')];
    expect(await repository.regenerate(config, fast)).toMatchObject({ products: [{ status: 'kept' }] });
    expect([repository.changesetTexts(), repository.git('status', '--porcelain')]).toEqual(before);
  });

  test('after a commit keeps what was counted before, and adds to it', async () => {
    repository.edit('openapi/parks.yaml', 'required: [name]', 'required: [name, trees]');
    await repository.regenerate(config, fast);
    repository.commit('one');
    expect(await repository.regenerate(config, fast)).toMatchObject({ products: [{ status: 'kept' }] });
    repository.edit('openapi/parks.yaml', 'Hou many', 'How many');
    await repository.regenerate(config, fast);
    expect(repository.changesetTexts()).toContain('`Park.trees` is now required');
    expect(repository.changesetTexts()).toContain('description of option `limit`');
  });

  test('after the change was taken back removes the changeset', async () => {
    repository.edit('openapi/parks.yaml', 'required: [name]', 'required: [name, trees]');
    await repository.regenerate(config, fast);
    repository.commit('one');
    repository.edit('openapi/parks.yaml', 'required: [name, trees]', 'required: [name]');
    expect(await repository.regenerate(config, fast)).toMatchObject({ products: [{ status: 'removed' }] });
    expect(repository.changesetFiles()).toEqual([]);
  });

  test('after a release counts from the release', async () => {
    repository.edit('openapi/parks.yaml', 'required: [name]', 'required: [name, trees]');
    await repository.regenerate(config, fast);
    repository.commit('one');
    // What `changeset version` does.
    repository.removeChangesets();
    repository.edit('packages/parks/package.json', '1.2.0', '2.0.0');
    repository.commit('release');
    expect(await repository.regenerate(config, fast)).toMatchObject({ products: [{ status: 'none' }] });
    repository.commit('record');
    repository.edit('openapi/parks.yaml', 'Hou many', 'How many');
    await repository.regenerate(config, fast);
    expect(repository.changesetTexts()).toContain("'@city/parks': patch");
    expect(repository.changesetTexts()).not.toContain('trees');
  });

  test('after a release counts a contract that was committed without its changeset', async () => {
    repository.edit('packages/parks/package.json', '1.2.0', '1.3.0');
    repository.commit('release');
    repository.edit('openapi/parks.yaml', 'required: [name]', 'required: [name, trees]');
    await repository.regenerate(config, fast);
    repository.removeChangesets();
    repository.git('checkout', '--quiet', '--', '.');
    repository.write(
      'packages/parks/openapi.json',
      repository.read('packages/parks/openapi.json').replace('"limit"', '"most"'),
    );
    repository.commit('by hand');
    expect(await repository.changesets(config, fast)).toMatchObject({ products: [{ status: 'written' }] });
    expect(repository.changesetTexts()).toContain('option `limit` is gone');
  });
});

describe('a check', () => {
  test('is content with a contract that did not change', async () => {
    expect(await repository.changesets(config, { ...fast, check: true })).toMatchObject({ ok: true });
  });

  test('fails where a contract changed and no changeset says so, and writes nothing', async () => {
    await repository.regenerate(config, fast);
    repository.commit('record');
    repository.edit('openapi/parks.yaml', 'required: [name]', 'required: [name, trees]');
    await repository.regenerate(config, fast);
    repository.removeChangesets();
    repository.commit('without');
    expect(await repository.changesets(config, { ...fast, check: true })).toMatchObject({
      ok: false,
      products: [{ status: 'missing' }],
    });
    expect(repository.git('status', '--porcelain')).toBe('');
  });

  test('fails where the changeset says something else', async () => {
    repository.edit('openapi/parks.yaml', 'required: [name]', 'required: [name, trees]');
    await repository.regenerate(config, fast);
    const [dependents = '', own = ''] = repository.changesetFiles();
    const text = repository.read(own);
    repository.edit(own, 'major', 'minor');
    const edited = { ok: false, products: [{ status: 'edited', files: [own] }] };
    expect(await repository.changesets(config, { ...fast, check: true })).toMatchObject(edited);
    expect(await repository.changesets(config, fast)).toMatchObject(edited);
    repository.write(own, text);
    repository.edit(dependents, '---', '');
    expect(await repository.changesets(config, { ...fast, check: true })).toMatchObject(edited);
  });

  test('fails where a changeset tells of a change that is gone', async () => {
    repository.edit('openapi/parks.yaml', 'required: [name]', 'required: [name, trees]');
    await repository.regenerate(config, fast);
    repository.edit('openapi/parks.yaml', 'required: [name, trees]', 'required: [name]');
    await generate(config, { baseDir: repository.root });
    expect(await repository.changesets(config, { ...fast, check: true })).toMatchObject({
      ok: false,
      products: [{ status: 'outdated' }],
    });
  });

  test('of a clone without history says what to fetch', async () => {
    await repository.regenerate(config, fast);
    repository.commit('record');
    repository.edit('openapi/parks.yaml', 'required: [name]', 'required: [name, trees]');
    await repository.regenerate(config, fast);
    repository.commit('change');
    const clone = new TestRepository();
    try {
      clone.remove();
      repository.git('clone', '--quiet', '--depth=1', `file://${repository.root}`, clone.root);
      await expect(clone.changesets(config, { ...fast, check: true })).rejects.toThrow(
        /not in this shallow clone[\s\S]*--unshallow/,
      );
    } finally {
      clone.remove();
    }
  });

  test('against a commit that is named asks for a changeset alone', async () => {
    repository.edit('openapi/parks.yaml', 'required: [name]', 'required: [name, trees]');
    await repository.regenerate(config, fast);
    repository.commit('change');
    expect(await repository.changesets(config, { ...fast, check: true, base: 'HEAD~1' })).toMatchObject({ ok: true });
    repository.removeChangesets();
    expect(await repository.changesets(config, { ...fast, check: true, base: 'HEAD~1' })).toMatchObject({ ok: false });
    await expect(repository.changesets(config, { ...fast, base: 'nowhere' })).rejects.toThrow(
      /There is no commit `nowhere`/,
    );
  });
});

describe('before there is a record', () => {
  test('a change that was committed is reported', async () => {
    rmSync(join(repository.root, '.changeset'), { recursive: true, force: true });
    repository.commit('no record');
    repository.edit('openapi/parks.yaml', 'required: [name]', 'required: [name, trees]');
    await generate(config, { baseDir: repository.root });
    repository.commit('another contract');
    expect(await repository.changesets(config, fast)).toMatchObject({ products: [{ status: 'written' }] });
    expect(repository.changesetTexts()).toContain('`Park.trees` is now required');
  });

  test('a package that was never released has nobody whom a change could break', async () => {
    await repository.regenerate(config, fast);
    repository.edit('packages/parks/package.json', '1.2.0', '0.0.0');
    repository.edit('packages/app/package.json', '2.0.0', '0.0.0');
    repository.commit('young');
    repository.edit('openapi/parks.yaml', 'required: [name]', 'required: [name, trees]');
    expect(await repository.regenerate(config, fast)).toMatchObject({ ok: true, products: [{ status: 'first' }] });
    expect(repository.changesetFiles()).toEqual([]);
    expect(existsSync(join(repository.root, '.changeset/contracts.json'))).toBe(false);
  });

  test('a package that follows and was never released is not bumped', async () => {
    repository.edit('packages/app/package.json', '2.0.0', '0.0.0');
    repository.edit('openapi/parks.yaml', 'required: [name]', 'required: [name, trees]');
    const { products } = await repository.regenerate(config, fast);
    expect(products[0]?.bumps).toEqual({ '@city/parks': 'major', '@city/sdk': 'minor' });
  });
});

describe('packages that follow are found as changesets finds them', () => {
  const bumped = { '@city/parks': 'major', '@city/sdk': 'minor', '@city/app': 'major' };
  test.each<[string, () => void]>([
    ['packages/** of npm', () => repository.write('package.json', { name: 'root', workspaces: ['packages/**'] })],
    [
      'pnpm-workspace.yaml',
      () => {
        repository.write('package.json', { name: 'root' });
        repository.write('pnpm-workspace.yaml', 'packages:\n  - "packages/**"\n');
      },
    ],
    [
      'workspaces.packages of yarn',
      () => repository.write('package.json', { name: 'root', workspaces: { packages: ['packages/*'] } }),
    ],
  ])('%s', async (_, edit) => {
    edit();
    repository.edit('openapi/parks.yaml', 'required: [name]', 'required: [name, trees]');
    expect((await repository.regenerate(config, fast)).products[0]?.bumps).toEqual(bumped);
  });
});

describe('two branches that change one product', () => {
  const breaking = (): void => repository.edit('openapi/parks.yaml', 'required: [name]', 'required: [name, trees]');
  const prose = (): void => repository.edit('openapi/parks.yaml', 'Hou many', 'How many');

  async function branch(name: string, edit: () => void): Promise<void> {
    repository.git('checkout', '--quiet', '-b', name, 'main');
    edit();
    await repository.regenerate(config, fast);
    repository.commit(name);
  }

  test('merge without conflict, and the changesets of both are right together', async () => {
    await branch('one', breaking);
    await branch('two', prose);
    repository.git('checkout', '--quiet', 'main');
    repository.git('merge', '--quiet', '--no-edit', 'one');
    repository.git('merge', '--quiet', '--no-edit', '-Xours', 'two');
    await generate(config, { baseDir: repository.root });
    expect(await repository.changesets(config, { ...fast, check: true })).toMatchObject({ ok: true });
    expect(repository.changesetFiles()).toHaveLength(3);
  });

  test('have a file each, which takes in what the branch changes next', async () => {
    await branch('one', breaking);
    const before = repository.changesetFiles();
    prose();
    await repository.regenerate(config, fast);
    expect(repository.changesetFiles()).toEqual(before);
    expect(repository.changesetTexts()).toMatch(/Park.trees` is now required[\s\S]*description of option `limit`/);
  });

  test('may both take back what the other did: its line goes with it', async () => {
    await branch('one', () => {
      breaking();
      prose();
    });
    repository.git('checkout', '--quiet', 'main');
    repository.git('merge', '--quiet', '--no-edit', 'one');
    repository.edit('openapi/parks.yaml', 'required: [name, trees]', 'required: [name]');
    expect(await repository.regenerate(config, fast)).toMatchObject({ products: [{ status: 'written' }] });
    expect(repository.changesetTexts()).not.toContain('trees');
    expect(repository.changesetTexts()).toContain("'@city/parks': patch");
    expect(repository.changesetFiles()).toHaveLength(1);
  });
});

describe('a string that a person edited', () => {
  const edited = 'Parks count their trees. Tell how many there are.';
  let own: string;

  beforeEach(async () => {
    repository.edit('openapi/parks.yaml', 'required: [name]', 'required: [name, trees]');
    await repository.regenerate(config, fast);
    [, own = ''] = repository.changesetFiles();
    repository.edit(own, /\nThe contract[\s\S]*/, `\n${edited}\n`);
  });

  test('is kept, also where more changes', async () => {
    expect(await repository.changesets(config, { ...fast, check: true })).toMatchObject({ ok: true });
    repository.edit('openapi/parks.yaml', 'Hou many', 'How many');
    expect(await repository.regenerate(config, fast)).toMatchObject({ ok: true, products: [{ status: 'written' }] });
    expect(repository.read(own)).toContain(edited);
    expect(repository.changesetTexts()).toContain('description of option `limit`');
    expect(await repository.changesets(config, { ...fast, check: true })).toMatchObject({ ok: true });
  });

  test('is kept with a checkout that has the line ends of Windows', async () => {
    repository.write(own, repository.read(own).replaceAll('\n', '\r\n'));
    expect(await repository.changesets(config, { ...fast, check: true })).toMatchObject({ ok: true });
  });

  test('is refused where it tells of a change that is gone', async () => {
    repository.edit('openapi/parks.yaml', 'required: [name, trees]', 'required: [name]');
    const report = { ok: false, products: [{ status: 'edited', files: [own] }] };
    expect(await repository.regenerate(config, fast)).toMatchObject(report);
    expect(repository.read(own)).toContain(edited);
  });
});

describe('what cannot be done is refused', () => {
  test('a product without a bundled contract', async () => {
    const without = {
      products: [{ name: 'parks', input: 'openapi/parks.yaml', output: 'packages/parks/src/generated' }],
    };
    await expect(repository.changesets(without, fast)).rejects.toThrow(/has no `bundle`/);
  });

  test('a product that is not in the configuration', async () => {
    await expect(repository.changesets(config, { ...fast, products: ['lakes'] })).rejects.toThrow(ContractError);
  });

  test('a conflict in the record counts from the last release', async () => {
    repository.write('.changeset/contracts.json', '<<<<<<< ours\n{\n');
    expect(await repository.regenerate(config, fast)).toMatchObject({ ok: true, products: [{ status: 'none' }] });
    expect(JSON.parse(repository.read('.changeset/contracts.json'))).toHaveProperty('parks.version', '1.2.0');
  });
});
