import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestRepository } from './repository.js';

// Releases as changesets itself makes them, in a repository of its own.

const modules = fileURLToPath(new URL('../../../../node_modules/', import.meta.url));
const config = {
  products: [
    {
      name: 'parks',
      input: 'parks.yaml',
      output: 'packages/parks/src/generated',
      bundle: 'packages/parks/openapi.json',
    },
  ],
};
const fast = { types: false } as const;
const option = (name: string): string => `        - { name: ${name}, in: query, schema: { type: string } }\n`;
const contract = `openapi: 3.1.0
info: { title: Parks, version: 1.0.0 }
paths:
  /parks:
    get:
      operationId: listParks
      parameters:
${option('limit')}      responses: { '204': { description: x } }
`;

let repository: TestRepository;

function changesets(...args: string[]): void {
  execFileSync(process.execPath, [join(modules, '@changesets/cli/bin.js'), ...args], {
    cwd: repository.root,
    stdio: 'pipe',
  });
}

/** What `npm run release:version` does. */
async function release(): Promise<string> {
  changesets('version');
  await repository.regenerate(config, fast);
  repository.commit('release');
  expect(await check()).toMatchObject({ ok: true });
  return version();
}

async function change(from: string, to: string): Promise<void> {
  repository.edit('parks.yaml', from, to);
  expect(await repository.regenerate(config, fast)).toMatchObject({ products: [{ status: 'written' }] });
  repository.commit('change');
  expect(await check()).toMatchObject({ ok: true });
}

const check = () => repository.changesets(config, { ...fast, check: true });
const manifest = (): { version: string } => JSON.parse(repository.read('packages/parks/package.json'));
const version = (): string => manifest().version;
/** The section of a version in the changelog. */
const section = (of: string): string =>
  repository
    .read('packages/parks/CHANGELOG.md')
    .split(/^## /m)
    .find((text) => text.startsWith(`${of}\n`)) ?? '';

beforeAll(async () => {
  repository = new TestRepository();
  mkdirSync(join(repository.root, 'node_modules'));
  symlinkSync(join(modules, '@changesets'), join(repository.root, 'node_modules/@changesets'), 'junction');
  repository.write('.gitignore', 'node_modules\n');
  repository.write('package.json', { name: 'root', private: true, workspaces: ['packages/*'] });
  repository.write('packages/parks/package.json', { name: '@city/parks', version: '1.0.0' });
  repository.write('.changeset/config.json', { changelog: '@changesets/cli/changelog', baseBranch: 'main' });
  repository.write('parks.yaml', contract);
  await repository.regenerate(config, fast);
  repository.commit('first');
});
afterAll(() => repository.remove());

test('prereleases use a changeset once, keep it for the final section, and bump for a later break', async () => {
  changesets('pre', 'enter', 'next');
  await change(option('limit'), option('limit') + option('near'));
  const [used = ''] = repository.changesetFiles();
  expect(await release()).toBe('1.1.0-next.0');
  expect(repository.changesetFiles()).toEqual([used]);

  // Nothing changed: there is nothing to release, and nothing is removed.
  expect(await repository.regenerate(config, fast)).toMatchObject({ products: [{ status: 'none' }] });
  expect(repository.git('status', '--porcelain')).toBe('');

  await change(option('near'), option('near') + option('open'));
  expect(repository.changesetFiles()).toHaveLength(2);
  expect(repository.read(used)).not.toContain('open');
  expect(await release()).toBe('1.1.0-next.1');
  expect(section('1.1.0-next.1')).toContain('new option `open`');
  expect(section('1.1.0-next.1')).not.toContain('new option `near`');

  // A change that is taken back is one for those who have the prerelease, and so is its return.
  await change(option('open'), '');
  expect(await release()).toBe('2.0.0-next.2');
  await change(option('near'), option('near') + option('open'));
  expect(await release()).toBe('2.0.0-next.3');

  await change(option('limit'), '');
  expect(await release()).toBe('2.0.0-next.4');
  expect(section('2.0.0-next.4')).toContain('option `limit` is gone');

  changesets('pre', 'exit');
  expect(await check()).toMatchObject({ ok: true });
  expect(await release()).toBe('2.0.0');
  expect(section('2.0.0')).toContain('new option `near`');
  expect(section('2.0.0')).toContain('new option `open`');
  expect(section('2.0.0')).toContain('option `limit` is gone');
  expect(repository.git('ls-files', '.changeset').trim().split('\n')).toEqual([
    '.changeset/config.json',
    '.changeset/contracts.json',
  ]);
});

test('and after them a release follows as any other', async () => {
  await change(option('near'), '');
  expect(await release()).toBe('3.0.0');
  expect(section('3.0.0')).toContain('option `near` is gone');
  expect(section('3.0.0')).not.toContain('limit');
});

test('a state of prereleases that cannot be read is refused', async () => {
  repository.write('.changeset/pre.json', '<<<<<<< ours\n');
  await expect(check()).rejects.toThrow(/pre\.json.*has no array `changesets`/);
});
