// node bench/forty-products.mjs: what a repository of forty products costs to regenerate, and to regenerate where nothing changed: the
// processor time of the built command, processes that it starts included. It belongs to no suite: nothing else does this work.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PRODUCTS = 40;
const RESOURCES = 10;

const repository = fileURLToPath(new URL('..', import.meta.url));
const command = join(repository, 'packages/generator/bin/influxkit.mjs');
const folder = mkdtempSync(join(tmpdir(), 'influxkit-forty-products-'));
const write = (path, content) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);
};
const git = (...args) =>
  execFileSync(
    'git',
    ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost', '-c', 'commit.gpgsign=false', ...args],
    {
      cwd: folder,
    },
  );

/** A contract of twenty operations and ten schemas. */
function contract(product, option = 'limit') {
  const body = (name) => ({ 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } });
  const paths = {};
  const schemas = {};
  for (let index = 0; index < RESOURCES; index++) {
    const name = `Thing${index}`;
    const response = { 200: { description: 'What there is.', content: body(name) } };
    const text = { type: 'string', description: 'A text.' };
    schemas[name] = {
      type: 'object',
      required: ['id'],
      properties: { id: text, name: text, tags: { type: 'array', items: text } },
    };
    paths[`/v1/things${index}`] = {
      get: {
        operationId: `get${name}`,
        parameters: [{ name: option, in: 'query', schema: { type: 'integer' } }],
        responses: response,
      },
      post: { operationId: `create${name}`, requestBody: { required: true, content: body(name) }, responses: response },
    };
  }
  return { openapi: '3.1.0', info: { title: `Product ${product}`, version: '1.0.0' }, paths, components: { schemas } };
}

const products = Array.from({ length: PRODUCTS }, (_, index) => {
  const at = `packages/p${index}`;
  write(`${at}/contract.json`, contract(index));
  write(`${at}/package.json`, { name: `@forty/p${index}`, version: '1.0.0' });
  return {
    name: `p${index}`,
    input: `${at}/contract.json`,
    output: `${at}/src/generated`,
    bundle: `${at}/openapi.json`,
    docs: `${at}/OPERATIONS.md`,
  };
});
write('influxkit.config.json', { products });
write('package.json', { name: 'forty', private: true, workspaces: ['packages/*'] });
write('.gitignore', 'node_modules\n');
symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'), 'junction');
git('init', '--quiet');

/** Seconds of processor time, as bash counts them: of the command and of what it started. */
function measure(what, ...commands) {
  let seconds = 0;
  for (const args of commands) {
    const line = `TIMEFORMAT='%U %S'; time "$0" "$@" >&2`;
    const { status, stderr } = spawnSync('bash', ['-c', line, process.execPath, command, ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
    const [, user, system] = /([\d.]+) ([\d.]+)\s*$/.exec(stderr) ?? [];
    if (status !== 0 || user === undefined)
      throw new Error(`influxkit ${args.join(' ')} ended with ${status}:\n${stderr}`);
    seconds += Number(user) + Number(system);
  }
  console.log(`${what.padEnd(52)} ${seconds.toFixed(2).padStart(6)} s`);
}

try {
  const both = [['generate'], ['changeset']];
  console.log(`${PRODUCTS} products of ${RESOURCES * 2} operations, Node ${process.versions.node}, processor time`);
  measure('generated for the first time', ['generate']);
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Forty products');
  measure('changesets for the first time', ['changeset']);
  git('add', '--all');
  git('commit', '--quiet', '--message', 'The record');
  measure('all generated again', ['generate', '--force']);
  measure('generated where nothing changed', ['generate']);
  measure('generated and changesets where nothing changed', ...both);
  write('packages/p7/contract.json', contract(7, 'most'));
  measure('generated and changesets where one changed', ...both);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
