// npm run check repository: what no linter knows: what every package has, and what no committed file may say.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsrProblems } from './jsr.mjs';
import { lockFolders } from './own-install.mjs';
import { architectureProblems } from './repository/architecture.mjs';
import { commandNameProblems } from './repository/command-name.mjs';
import { pathProblems } from './repository/paths.mjs';
import { readmeProblems, unlistedPackages } from './repository/readmes.mjs';
import { typesVersionsOf } from './repository/types-versions.mjs';
import { ciProblems, missingScripts } from './repository/workflows.mjs';
import { publishedPackages, root } from './run.mjs';

const problems = [];
const json = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));

/** Every entry has its types for `import` and for `require`; a package of several products may have none called `.`. */
function hasTypedExports(exported = {}) {
  const entries = Object.entries(exported).filter(([path]) => !path.endsWith('.json'));
  return entries.length > 0 && entries.every(([, to]) => to.import?.types && to.require?.types);
}

// Every published package is equipped alike.
for (const name of publishedPackages()) {
  const path = `packages/${name}`;
  const manifest = json(`${path}/package.json`);
  const want = [
    ['license', manifest.license === 'MIT'],
    ['type: module', manifest.type === 'module'],
    ['sideEffects: false', manifest.sideEffects === false],
    ['engines.node', Boolean(manifest.engines?.node)],
    ['repository.directory', manifest.repository?.directory === path],
    ['files', ['dist', 'CHANGELOG.md'].every((file) => manifest.files?.includes(file))],
    ['exports', hasTypedExports(manifest.exports)],
    ['publishConfig.provenance', manifest.publishConfig?.provenance === true],
    ['publishConfig.access', manifest.publishConfig?.access === 'public'],
    ['README.md', existsSync(join(root, path, 'README.md'))],
    ['LICENSE', existsSync(join(root, path, 'LICENSE'))],
  ];
  const subpaths = typesVersionsOf(manifest.exports);
  if (JSON.stringify(manifest.typesVersions) !== JSON.stringify(subpaths))
    problems.push(
      `${path}/package.json: typesVersions does not follow exports; ${subpaths ? `it has to be ${JSON.stringify(subpaths)}` : 'remove it'}`,
    );
  for (const [what, right] of want) if (!right) problems.push(`${path}: ${what} is missing or wrong`);
  const readme = join(root, path, 'README.md');
  if (existsSync(readme))
    for (const problem of readmeProblems(manifest, readFileSync(readme, 'utf8')))
      problems.push(`${path}/README.md: ${problem}`);
}

problems.push(...jsrProblems());
problems.push(...architectureProblems(root));
problems.push(...unlistedPackages(readFileSync(join(root, 'README.md'), 'utf8'), publishedPackages()));

// What runs on GitHub is what runs here.
const workflows = '.github/workflows';
const text = (path) => readFileSync(join(root, path), 'utf8');
problems.push(...ciProblems(text('.ci/run'), text(`${workflows}/ci.yml`)));
for (const name of readdirSync(join(root, workflows)))
  for (const script of missingScripts(text(`${workflows}/${name}`), json('package.json')))
    problems.push(`${workflows}/${name}: calls npm run ${script}, which package.json does not have`);

// A lock file that names a registry ties everyone to it.
for (const [file, fix] of [
  ['package-lock.json', 'keep omit-lockfile-registry-resolved=true in .npmrc and rewrite it'],
  ...lockFolders.map((folder) => [
    `${folder}/package-lock.json`,
    `write it by node scripts/own-install.mjs ${folder} --update`,
  ]),
])
  if (/"resolved": "https?:/.test(text(file))) problems.push(`${file}: names a registry; ${fix}`);

// Words that mark unfinished work have no place in what is committed.
const unfinished = ['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX:'];
const files = execFileSync(
  'git',
  ['ls-files', '-z', '--', 'packages', 'scripts', 'tests', 'examples', 'docs', 'bench'],
  {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  },
).split('\0');
for (const file of files.filter((name) => /\.(m?[jt]sx?|ya?ml|md)$/.test(name))) {
  if (/\/(fixtures|goldens|generated)\//.test(file) || !existsSync(join(root, file))) continue;
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  lines.forEach((line, index) => {
    for (const word of unfinished)
      if (new RegExp(`\\b${word}`).test(line)) problems.push(`${file}:${index + 1}: says ${word}`);
  });
}

problems.push(
  ...pathProblems(
    root,
    files.filter((name) => existsSync(join(root, name))),
  ),
);

// Of all that is committed, documents of the root and workflows included.
const committed = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });
const present = committed.split('\0').filter((name) => name !== '' && existsSync(join(root, name)));
problems.push(...commandNameProblems(root, present));

// Generated files say so where one looks first.
for (const file of files.filter((name) => /\/src\/generated\/.*\.ts$/.test(name))) {
  const first = readFileSync(join(root, file), 'utf8').split('\n', 1)[0];
  if (!/generated/i.test(first)) problems.push(`${file}: the first line does not say that it is generated`);
}

for (const problem of problems) console.error(problem);
console.log(problems.length ? `${problems.length} problems` : 'The repository is as it has to be.');
process.exit(problems.length ? 1 : 0);
