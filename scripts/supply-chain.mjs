// What others' code can do to us and to those who install us: the lock file, install scripts, dependencies, the release.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockFolders } from './own-install.mjs';
import { publishedPackages, root, run } from './run.mjs';

const read = (path) => readFileSync(join(root, path), 'utf8');
const json = (path) => JSON.parse(read(path));

const problems = [];
const lock = json('package-lock.json');
const nameOf = (path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
let lockedCount = 0;
const decided = new Set();

for (const folder of ['.', ...lockFolders]) {
  const [lockFile, manifestFile] = [join(folder, 'package-lock.json'), join(folder, 'package.json')];
  const { lockfileVersion, packages } = json(lockFile);
  const locked = Object.entries(packages).filter(([path, entry]) => path.includes('node_modules/') && !entry.link);
  lockedCount += locked.length;

  // ── The lock file: every package by its hash, from whatever registry is configured, and from nowhere else.
  if (lockfileVersion !== 3) problems.push(`${lockFile}: is of version ${lockfileVersion}, not 3`);
  for (const [path, { integrity, resolved }] of locked) {
    if (!/^sha512-[\w+/]{86}==$/.test(integrity ?? '')) problems.push(`${lockFile}: ${path} has no sha512 integrity`);
    if (resolved !== undefined) problems.push(`${lockFile}: ${path} is bound to an address`);
  }

  // ── Install scripts: none runs that package.json does not allow by name, and npm fails where one is not listed.
  const { allowScripts } = json(manifestFile);
  const scripted = new Set(locked.filter(([, entry]) => entry.hasInstallScript).map(([path]) => nameOf(path)));
  for (const name of scripted) {
    decided.add(name);
    if (typeof allowScripts[name] !== 'boolean')
      problems.push(
        `${manifestFile}: allowScripts says neither true nor false of ${name}, which has an install script`,
      );
  }
  for (const name of Object.keys(allowScripts)) {
    if (!/^(@[\w.-]+\/)?[\w.-]+$/.test(name))
      problems.push(`${manifestFile}: allowScripts has ${name}, which is not a plain name`);
    if (!scripted.has(name)) problems.push(`${manifestFile}: allowScripts has ${name}, which has no install script`);
  }
}
if (!/^strict-allow-scripts=true$/m.test(read('.npmrc'))) problems.push('.npmrc: strict-allow-scripts=true is missing');

// ── What an install of ours brings along: listed with a reason, few, and under licences that ask nothing of users.
const free = new Set([
  'MIT',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'Python-2.0',
  '(MIT OR CC0-1.0)',
]);
const published = publishedPackages().map((name) => `packages/${name}`);

/** The path in the lock file that a package's import leads to. */
function resolve(from, name) {
  for (let folder = from; ; folder = folder.includes('/') ? folder.slice(0, folder.lastIndexOf('/')) : '') {
    const entry = lock.packages[join(folder, 'node_modules', name)];
    if (entry) return entry.link ? entry.resolved : join(folder, 'node_modules', name);
    if (folder === '') return undefined;
  }
}

/** All that comes along with a package of the lock file, itself left out. */
function brought(path, found = new Set()) {
  const { dependencies, optionalDependencies } = lock.packages[path];
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    const at = resolve(path, name);
    if (at === undefined || found.has(at)) continue;
    found.add(at);
    brought(at, found);
  }
  return found;
}

const security = read('SECURITY.md');
const direct = new Map();
for (const path of published) {
  const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = json(`${path}/package.json`);
  for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
    const at = resolve(path, name);
    // An optional peer that is not installed here comes with nothing: who uses it has it already.
    if (at === undefined && peerDependenciesMeta[name]?.optional) continue;
    if (!name.startsWith('@influxkit/')) direct.set(name, at);
  }
  for (const at of brought(path)) {
    const { license } = lock.packages[at];
    if (at.includes('node_modules/') && !free.has(license))
      problems.push(`${path}: brings ${at} along, licence ${license}`);
  }
}
for (const [name, at] of direct) {
  const count = brought(at).size;
  const row = security.split('\n').find((line) => line.startsWith(`| \`${name}\` |`));
  if (row === undefined) problems.push(`SECURITY.md: gives no reason for the dependency ${name}`);
  else if (!row.endsWith(`| ${count} |`))
    problems.push(`SECURITY.md: ${name} brings ${count} packages along, its row says otherwise`);
}
for (const [, name] of security.matchAll(/^\| `([^`]+)` \|.*\| \d+ \|$/gm))
  if (!direct.has(name)) problems.push(`SECURITY.md: ${name} is not a dependency of what is published`);

// ── The release: signed by the workflow that builds it, with no token that lives on.
const release = read('.github/workflows/release.yml');
if (!/^ +id-token: write\b/m.test(release))
  problems.push('release.yml: id-token: write is missing, which provenance needs');
if (!/NPM_CONFIG_PROVENANCE: 'true'/.test(release))
  problems.push("release.yml: NPM_CONFIG_PROVENANCE: 'true' is missing");
if (/NPM_TOKEN|NODE_AUTH_TOKEN/.test(release))
  problems.push('release.yml: holds a long-lived token; npm trusts the workflow');
for (const path of published)
  if (json(`${path}/package.json`).publishConfig?.provenance !== true)
    problems.push(`${path}: publishConfig.provenance is missing`);

// ── SECURITY.md names its tests.
for (const [, path] of security.matchAll(/`((?:packages|tests|scripts)\/[\w./-]+)`/g))
  if (!existsSync(join(root, path))) problems.push(`SECURITY.md: ${path} is not there`);

// ── Known vulnerabilities of what ships, where the registry supports audits: of what is installed along with a package, and
// of what is inlined in one, which npm counts among the tools of our builds.
const inlined = [...security.matchAll(/^- inlined in .*$/gm)].flatMap(([line]) =>
  [...line.matchAll(/`([\w-]+)`, which/g)].map(([, name]) => name),
);
if (inlined.length === 0) problems.push('SECURITY.md: names nothing that is inlined');
const { audited, message, vulnerabilities } = await audit('--omit=dev');
if (audited) {
  const ofTools = (await audit()).vulnerabilities.filter(({ name }) => inlined.includes(name));
  for (const { name, severity } of [...vulnerabilities, ...ofTools]) problems.push(`npm audit: ${name}, ${severity}`);
  console.log(`npm audit: ${vulnerabilities.length + ofTools.length} known vulnerabilities in what ships.`);
} else {
  console.log(
    `npm audit: NOT ASKED, for the registry that is configured does not support audits (${message ?? 'no response'}).`,
  );
}

async function audit(...options) {
  const workspaces = published.flatMap((path) => ['--workspace', path]);
  const { output } = await run('npm', ['audit', '--json', ...options, ...workspaces], { capture: true });
  let report = {};
  try {
    report = JSON.parse(output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1));
  } catch {
    // npm itself did not get far: the same as no response.
  }
  const audited = report.metadata?.vulnerabilities !== undefined;
  return { audited, message: report.message, vulnerabilities: Object.values(report.vulnerabilities ?? {}) };
}

for (const problem of problems) console.error(problem);
console.log(
  problems.length
    ? `${problems.length} problems`
    : `${lockedCount} locked packages by their hashes; install scripts of ${[...decided].join(', ')} decided by name; ${direct.size} dependencies with reasons.`,
);
process.exit(problems.length ? 1 : 0);
