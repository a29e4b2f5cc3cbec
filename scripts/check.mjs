// npm run check [NAME…]: everything about the project that can be wrong without a test failing.
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled } from './own-install.mjs';
import { products } from './products.mjs';
import { docCommentProblems } from './repository/doc-comments.mjs';
import { inliningProblems } from './repository/inlined.mjs';
import { sizeTableProblems } from './repository/size-table.mjs';
import { publishedPackages, root, run, table, tool } from './run.mjs';

const packages = publishedPackages().map((name) => join('packages', name));

/** In order of cost, so that a slip shows early. */
const checks = {
  lint: () => tool('biome', ['ci', '--error-on-warnings', ...(process.stdout.isTTY ? [] : ['--colors=off']), '.']),
  contracts: () =>
    tool('redocly', ['lint', ...products.map(({ input }) => input), '--max-problems', '100000', '--format', 'stylish']),
  directions: () => tool('depcruise', ['--config', '.dependency-cruiser.mjs', 'packages', '--output-type', 'err']),
  exports: () => tool('knip', ['--no-progress', '--treat-config-hints-as-errors']),
  repository: () => script('repository-check.mjs'),
  // One version of each dependency in all workspaces, and manifests of one form.
  manifests: () => tool('sherif', ['--ignore-rule', 'packages-without-package-json']),
  supply: () => script('supply-chain.mjs'),
  // What editors show of exports.
  comments: () => reported(docCommentProblems()),
  types: () => script('check-types.mjs'),
  build: () => tool('turbo', ['run', 'build', '--output-logs=errors-only']),
  api: () => script('api-report.mjs', '--check'),
  upgrade: () => script('upgrade-check.mjs'),
  inlined: () => reported(inliningProblems(root)),
  publint: () => built(() => each(packages, (path) => published('publint', [path, '--strict']))),
  resolution: () =>
    built(() =>
      each(packages.filter(isLibrary), (path) =>
        published('attw', [
          '--pack',
          path,
          '--profile',
          'strict',
          '--exclude-entrypoints',
          './openapi.json',
          '--no-color',
        ]),
      ),
    ),
  sizes: () =>
    built(async () => {
      const { default: budgets } = await import('../.size-limit.mjs');
      const found = reported(sizeTableProblems(root, budgets));
      const measured = await tool('size-limit', []);
      return measured.code ? measured : found;
    }),
};

/** Runs a script beside this one. */
function script(name, ...args) {
  return run('node', ['--import', './scripts/preflight.mjs', `scripts/${name}`, ...args]);
}

/** Runs a check of what is built, or says that it is not. */
function built(check) {
  const missing = packages.filter((path) => !existsSync(join(root, path, 'dist')));
  return missing.length === 0 ? check() : reported([`${missing[0]}/dist: is missing; run npm run build first`]);
}

let installed;

/** Runs a tool that looks at what is published, and that only these checks need. */
async function published(name, args) {
  installed ??= ensureInstalled('scripts/package-checks');
  await installed;
  return tool(name, args, { capture: true, from: 'scripts/package-checks' });
}

function reported(problems) {
  for (const problem of problems) console.error(problem);
  return { code: problems.length ? 1 : 0 };
}

function isLibrary(path) {
  return 'exports' in JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));
}

/** Runs a check on each package, as many at once as there are processors; prints its output where it failed. */
async function each(paths, check) {
  let failed = 0;
  const left = [...paths];
  const work = async () => {
    for (let path = left.shift(); path !== undefined; path = left.shift()) {
      const { code, output } = await check(path);
      if (code === 0) continue;
      failed++;
      console.error(`${path}:\n${output}`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return { code: failed ? 1 : 0 };
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in checks));
if (unknown.length) {
  console.error(`No check is named ${unknown.join(', ')}. There are: ${Object.keys(checks).join(', ')}.`);
  process.exit(2);
}

const rows = [];
for (const [name, check] of Object.entries(checks)) {
  if (wanted.length && !wanted.includes(name)) continue;
  console.log(`\n── ${name}`);
  const start = performance.now();
  const { code } = await check();
  rows.push([name, code === 0 ? 'passed' : 'FAILED', `${((performance.now() - start) / 1000).toFixed(1)} s`]);
}
console.log(`\n${table(rows)}`);
const failed = rows.filter(([, result]) => result === 'FAILED').map(([name]) => name);
// The lines to act on are those of the check itself: this is what shows them alone.
if (failed.length > 0) console.error(`FAILED ${failed.join(', ')}; run: npm run check -- ${failed.join(' ')}`);
process.exit(failed.length > 0 ? 1 : 0);
