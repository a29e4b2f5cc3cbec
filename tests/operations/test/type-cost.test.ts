import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isWhole } from '@influxkit/test-tools/scope';
import ts from 'typescript';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = fileURLToPath(new URL('./', import.meta.url));
const { config } = ts.readConfigFile(`${root}tsconfig.base.json`, (path) => readFileSync(path, 'utf8'));
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);

/** How many types and instantiations it takes to check one module, whatever machine it is checked on. */
function costOf(code: string): number {
  const file = `${folder}type-cost-consumer.ts`;
  const host = ts.createCompilerHost(options);
  const program = ts.createProgram(
    [file],
    { ...options, isolatedDeclarations: false, declaration: false },
    {
      ...host,
      fileExists: (name) => name === file || host.fileExists(name),
      getSourceFile: (name, version, ...rest) =>
        name === file ? ts.createSourceFile(name, code, version, true) : host.getSourceFile(name, version, ...rest),
    },
  );
  expect(program.getSemanticDiagnostics(program.getSourceFile(file)).map(({ messageText }) => messageText)).toEqual([]);
  return program.getTypeCount() + program.getInstantiationCount();
}

const CLIENT = `import { createOssV2 } from '@influxkit/oss-v2';
const api = createOssV2({ baseUrl: '' });
export async function main(): Promise<unknown[]> {
  return [
    (await api.buckets.list({ limit: 5 })).buckets?.[0]?.name,
    (await api.buckets.create({ name: 'a', orgID: 'b' })).id,
    (await api.buckets.get('x')).name,
    await api.buckets.delete('x'),
    (await api.tasks.list({ limit: 5 })).tasks?.[0]?.name,
    (await api.users.list()).users?.[0]?.name,
    (await api.orgs.list()).orgs?.[0]?.name,
    (await api.health()).status,
    (await api.buckets.labels.add('x', { labelID: 'y' })).label?.name,
    (await api.authorizations.list({ org: 'x' })).authorizations?.[0]?.token,
  ];
}
`;

const BARE = `import createClient from 'openapi-fetch';
import type { paths } from '../../../packages/oss-v2/src/generated/schema.js';
const api = createClient<paths>({ baseUrl: '' });
export async function main(): Promise<unknown[]> {
  const params = { path: { bucketID: 'x' } };
  return [
    (await api.GET('/api/v2/buckets', { params: { query: { limit: 5 } } })).data?.buckets?.[0]?.name,
    (await api.POST('/api/v2/buckets', { body: { name: 'a', orgID: 'b' } })).data?.id,
    (await api.GET('/api/v2/buckets/{bucketID}', { params })).data?.name,
    await api.DELETE('/api/v2/buckets/{bucketID}', { params }),
    (await api.GET('/api/v2/tasks', { params: { query: { limit: 5 } } })).data?.tasks?.[0]?.name,
    (await api.GET('/api/v2/users')).data?.users?.[0]?.name,
    (await api.GET('/api/v2/orgs')).data?.orgs?.[0]?.name,
    (await api.GET('/health')).data?.status,
    (await api.POST('/api/v2/buckets/{bucketID}/labels', { params, body: { labelID: 'y' } })).data?.label?.name,
    (await api.GET('/api/v2/authorizations', { params: { query: { org: 'x' } } })).data?.authorizations?.[0]?.token,
  ];
}
`;

// The compiler takes its time for two programs: not in `npm test`.
it.runIf(isWhole)(
  'ten calls of the client cost the compiler no more than the same ten on bare types and openapi-fetch',
  () => {
    const client = costOf(CLIENT);
    const bare = costOf(BARE);
    console.log(`types and instantiations: client ${client}, bare schema and openapi-fetch ${bare}`);
    expect(client / bare).toBeLessThan(1);
  },
);
