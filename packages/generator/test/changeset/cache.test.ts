import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/base/files.js';
import type { ChangesetReport } from '../../src/lifecycle/changeset/update-changesets.js';
import { parks } from '../diff/contracts.js';
import { TestRepository } from './repository.js';

const config = {
  products: [
    {
      name: 'parks',
      input: 'parks.json',
      output: 'packages/parks/src/generated',
      bundle: 'packages/parks/openapi.json',
    },
  ],
};
let repository: TestRepository;
let entry: string;

beforeEach(async () => {
  repository = new TestRepository();
  entry = join(repository.root, 'node_modules/.cache/influxkit/diff-parks.json');
  repository.write('.gitignore', 'node_modules/\n');
  repository.write('node_modules/.package-lock.json', {});
  repository.write('package.json', { workspaces: ['packages/*'] });
  repository.write('packages/parks/package.json', { name: '@city/parks', version: '1.0.0' });
  repository.write('parks.json', parks());
  await repository.regenerate(config);
  repository.commit('first');
  const document = parks();
  document.paths['/parks'].get.parameters.shift();
  repository.write('parks.json', document);
});
afterEach(() => repository.remove());

/** An entry whose diff says something that no comparing would. */
function forge(edit: (entry: { key: string; sha256: string; diff: string }) => void): void {
  const forged = JSON.parse(readFileSync(entry, 'utf8')) as { key: string; sha256: string; diff: string };
  const diff = JSON.parse(forged.diff) as ChangesetReport['products'][number]['diff'];
  const [first] = diff?.changes ?? [];
  forged.diff = JSON.stringify({ ...diff, changes: [{ ...first, message: 'forged' }] });
  forged.sha256 = sha256(forged.diff);
  edit(forged);
  writeFileSync(entry, JSON.stringify(forged));
}

/** Without types, which take far longer and change nothing of what is kept here. */
const quick = { types: false };

async function messages(): Promise<(string | undefined)[]> {
  const { products } = await repository.changesets(config, quick);
  return products.flatMap(({ diff }) => diff?.changes.map(({ message }) => message) ?? []);
}

describe('a diff that was made before', () => {
  test('is taken from the cache, and says the same', async () => {
    const fresh = await repository.regenerate(config, quick);
    const [file = ''] = fresh.products[0]?.files ?? [];
    const text = repository.read(file);
    const again = await repository.changesets(config, quick);
    expect(again.products[0]?.diff).toEqual(fresh.products[0]?.diff);
    expect(again.products[0]?.status).toBe('kept');
    expect(repository.read(file)).toBe(text);
    forge(() => {});
    expect(await messages()).toEqual(['forged']);
  });

  test.each<[string, () => void]>([
    ['was cut off', () => writeFileSync(entry, readFileSync(entry, 'utf8').slice(0, 100))],
    ['is not an entry', () => writeFileSync(entry, '[]')],
    ['was changed', () => forge((forged) => Object.assign(forged, { sha256: sha256('x') }))],
    ['is of other inputs or another generator', () => forge((forged) => Object.assign(forged, { key: sha256('x') }))],
  ])('is made anew, and cached anew, where the entry %s', async (_, damage) => {
    await repository.regenerate(config, quick);
    const before = readFileSync(entry, 'utf8');
    damage();
    expect(await messages()).toEqual([expect.stringContaining('is gone')]);
    expect(readFileSync(entry, 'utf8')).toBe(before);
  });

  test('is not taken where types are left out, or the other way round', async () => {
    await repository.regenerate(config, { types: false });
    const { products } = await repository.changesets(config);
    expect(products[0]?.diff).toHaveProperty('types');
  });

  test('is not taken once the contract is another', async () => {
    await repository.regenerate(config, quick);
    repository.write('parks.json', parks());
    expect(await repository.regenerate(config, quick)).toMatchObject({ products: [{ status: 'removed' }] });
  });
});

test('where no packages are installed beside the configuration, nothing is cached', async () => {
  const { rmSync } = await import('node:fs');
  rmSync(join(repository.root, 'node_modules'), { recursive: true });
  await repository.regenerate(config);
  expect(existsSync(join(repository.root, 'node_modules'))).toBe(false);
});
