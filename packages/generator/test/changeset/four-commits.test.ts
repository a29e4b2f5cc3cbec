import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Document, parseDocument } from 'yaml';
import { TestRepository } from './repository.js';

const project = fileURLToPath(new URL('../../../../', import.meta.url));
const config = {
  products: [
    {
      name: 'oss-v2',
      input: 'openapi/oss-v2/openapi.yaml',
      refRoot: 'openapi',
      output: 'packages/oss-v2/src/generated',
      bundle: 'packages/oss-v2/openapi.json',
      stripPrefix: '/api/v2',
      names: {
        GetRoutes: 'routes',
        PostWrite: 'write',
        PostDelete: 'delete',
        PostQuery: 'query.run',
        PostOrgsIDSecrets: 'orgs.secrets.deleteMany',
        DeleteTasksIDRunsID: 'tasks.runs.cancel',
        GetLegacyQuery: 'v1.query',
        PostLegacyWrite: 'v1.write',
        PostSignin: 'signin',
        PostSignout: 'signout',
        GetSetup: 'setup.status',
        PostSetup: 'setup.run',
        PostUsersIDPassword: 'users.password.set',
        GetLegacyAuthorizations: 'v1.authorizations.list',
        PostLegacyAuthorizations: 'v1.authorizations.create',
        GetLegacyAuthorizationsID: 'v1.authorizations.get',
        PatchLegacyAuthorizationsID: 'v1.authorizations.update',
        DeleteLegacyAuthorizationsID: 'v1.authorizations.delete',
        PostLegacyAuthorizationsIDPassword: 'v1.authorizations.password.set',
        PostQueryV1: 'v1.queryForm',
        GetBackupShardId: 'backup.shard',
        PostRestoreShardId: 'restore.shard',
      },
    },
  ],
};

const paths = 'openapi/common/paths/labels.yaml';
const label = '/api/v2/labels/{labelID}';
const noted = "---\n'@influxkit/oss-v2': ";

type Edit = (document: Document) => void;

/** What happens to contracts: each commit follows the one before. */
const commits: [change: string, file: string, edit: Edit, bump: string, lines: string[]][] = [
  [
    'a typo that is fixed',
    paths,
    (document) =>
      document.setIn(['/api/v2/labels', 'get', 'description'], 'Returns the labels that the token can read.'),
    'patch',
    ['#### Fixed', '- `labels.list`: description of the operation'],
  ],
  [
    'an operation that is added',
    paths,
    (document) => {
      const responses = { '204': { description: 'Replaced.' } };
      const parameters = [
        { name: 'labelID', in: 'path', required: true, description: 'ID.', schema: { type: 'string' } },
      ];
      const put = { operationId: 'PutLabelsID', summary: 'Replace a label', parameters, responses };
      document.setIn([label, 'put'], document.createNode(put));
    },
    'minor',
    ['#### Added', '- `labels.replace`: new operation `PUT /api/v2/labels/{labelID}`'],
  ],
  [
    'a required parameter that is added',
    paths,
    (document) => {
      const kind = { name: 'kind', in: 'query', required: true, description: 'Kind.', schema: { type: 'string' } };
      document.addIn(['/api/v2/labels', 'get', 'parameters'], document.createNode(kind));
    },
    'major',
    ['#### Breaking', '- `labels.list`: new required option `kind`'],
  ],
  [
    'a property that is dropped from a response',
    'openapi/common/schemas/labels.yaml',
    (document) => document.deleteIn(['LabelsResponse', 'properties', 'links']),
    'major',
    // Without the link to the next page, the lists of labels do not page any longer.
    ['#### Breaking', '`LabelsResponse.links` is no longer in the response', ': `paginate` no longer takes it'],
  ],
];

let repository: TestRepository;
let bytes: string;

beforeAll(async () => {
  repository = new TestRepository();
  cpSync(join(project, 'openapi'), join(repository.root, 'openapi'), { recursive: true });
  repository.write('package.json', { private: true, workspaces: ['packages/*'] });
  repository.write('packages/oss-v2/package.json', { name: '@influxkit/oss-v2', version: '1.0.0' });
  await repository.regenerate(config);
  repository.commit('first');
});
afterAll(() => repository.remove());

describe('the changeset of oss-v2 is right, commit after commit, without anyone editing it', () => {
  const expected: string[] = [];

  test.each(commits)('after %s', async (change, path, edit, bump, lines) => {
    const document = parseDocument(repository.read(path));
    edit(document);
    repository.write(path, document.toString());
    const { products } = await repository.regenerate(config);
    bytes = repository.changesetTexts();
    expected.push(...lines);
    expect(products[0]?.status).toBe('written');
    expect(bytes).toContain(`${noted}${bump}\n---\n`);
    for (const line of expected) expect(bytes).toContain(line);
    const counted = bytes.split('\n').filter((line) => line.startsWith('- ')).length;
    expect(counted).toBe(expected.filter((line) => !line.startsWith('####')).length);
    repository.commit(change);
  });

  test('and stays as it is when it is written again', async () => {
    expect(await repository.changesets(config, { check: true })).toMatchObject({
      ok: true,
      products: [{ status: 'kept' }],
    });
    expect(repository.changesetTexts()).toBe(bytes);
    expect(repository.git('status', '--porcelain')).toBe('');
  });
});
