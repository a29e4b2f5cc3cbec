import { afterEach, beforeEach, expect, test } from 'vitest';
import { generate } from '../../src/generate/generate.js';
import { influxkit } from '../diff/command-line.js';
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

beforeEach(async () => {
  repository = new TestRepository();
  repository.write('package.json', { workspaces: ['packages/*'] });
  repository.write('packages/parks/package.json', { name: '@city/parks', version: '1.0.0' });
  repository.write('parks.json', parks());
  repository.write('influxkit.config.json', config);
  await generate(config, { baseDir: repository.root });
  repository.commit('first');
});
afterEach(() => repository.remove());

test('influxkit changeset writes what changed, and its check fails until that is done', async () => {
  expect(await influxkit(repository.root, 'changeset', '--check')).toMatchObject({
    code: 0,
    out: 'parks  no change\n',
  });
  const document = parks();
  document.paths['/parks'].get.parameters.shift();
  repository.write('parks.json', document);
  await generate(config, { baseDir: repository.root });
  const failed = await influxkit(repository.root, 'changeset', '--check', '--no-types');
  expect(failed).toMatchObject({ code: 1 });
  expect(failed.out).toContain('parks  no changeset: the contract changed and none says so (@city/parks major)');
  expect(await influxkit(repository.root, 'changeset', '--no-types')).toMatchObject({
    code: 0,
    out: expect.stringMatching(
      /^parks {2}\.changeset\/contract-parks-[0-9a-f]{8}\.md written \(@city\/parks major\)\n$/,
    ),
  });
  expect(await influxkit(repository.root, 'changeset', '--check', '--no-types')).toMatchObject({ code: 0 });
  const report = JSON.parse((await influxkit(repository.root, 'changeset', '--json', '--no-types')).out) as object;
  expect(report).toMatchObject({ ok: true, products: [{ status: 'kept', bumps: { '@city/parks': 'major' } }] });
});

test('influxkit changeset outside a repository says so', async () => {
  const { rmSync } = await import('node:fs');
  rmSync(`${repository.root}/.git`, { recursive: true });
  expect(await influxkit(repository.root, 'changeset')).toMatchObject({
    code: 1,
    err: expect.stringContaining('is in no git repository'),
  });
});
