// node scripts/own-install.mjs FOLDER… [--update]: installs what only some commands need, once, and again where its lock file changed.
// Those folders are not workspaces, so that `npm ci` at the root does not bring along what most people never run. What they
// share with the repository (our packages, vitest, the compiler) they find in `node_modules` of the root, further up.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { extract } from 'tar';
import { root, run } from './run.mjs';

/** The folders with an install of their own, and what each is for. */
export const ownInstalls = {
  bench: 'the competitors of the benchmarks',
  docs: 'the documentation site',
  'scripts/package-checks': 'what looks at packages as they are published',
  'scripts/registry': 'a registry on loopback, for dry releases and consumers',
  'tests/operations/prism': 'Prism, which knows the contracts',
  'tests/examples/influxdb3-client': 'the official client of InfluxDB 3',
  'tests/examples/msw': 'MSW',
  'tests/examples/recipes': 'what the programs of the recipes work with',
  'tests/examples/recipes/programs': 'the types of Next.js and React Native',
  'tests/corpus/documents': 'packages that bring OpenAPI documents',
  'tests/tools/python-servers': 'DataFusion and Arrow for servers of tests',
};

/**
 * Those that are installed from npm's lock file; the others list their packages, with checksums, in `packages.json`, or are
 * Python's, with checksums in `requirements.txt`.
 */
export const lockFolders = Object.keys(ownInstalls).filter((folder) =>
  existsSync(join(root, folder, 'package-lock.json')),
);

/** Settings of npm at the root, as the environment says them: npm reads no `.npmrc` of a folder further up. */
const settings = () =>
  Object.fromEntries(
    [...readFileSync(join(root, '.npmrc'), 'utf8').matchAll(/^([\w-]+)=(.*)$/gm)].map(([, name, value]) => [
      `npm_config_${name.replaceAll('-', '_')}`,
      value,
    ]),
  );

/** What an install follows from. */
function fingerprint(folder) {
  const hash = createHash('sha256').update(`${process.version.split('.')[0]} ${process.platform} ${process.arch}\n`);
  for (const file of ['package.json', 'package-lock.json', 'packages.json', 'requirements.txt']) {
    const path = join(root, folder, file);
    if (existsSync(path)) hash.update(readFileSync(path));
  }
  return hash.digest('hex');
}

const stampOf = (folder) => join(root, folder, 'node_modules', '.installed-from');

/** The fingerprint of what a folder was installed from; undefined where it is not. */
const installedFrom = (folder) => (existsSync(stampOf(folder)) ? readFileSync(stampOf(folder), 'utf8') : undefined);

/** Installs a folder unless it is installed from the lock file that it has. */
export async function ensureInstalled(folder, log = console.log) {
  if (!(folder in ownInstalls))
    throw new Error(`${folder} has no install of its own. Those that have: ${Object.keys(ownInstalls).join(', ')}.`);
  const wanted = fingerprint(folder);
  if (installedFrom(folder) === wanted) return;
  const stamp = stampOf(folder);
  if (existsSync(join(root, folder, 'packages.json'))) {
    await unpack(folder, log);
    writeFileSync(stamp, wanted);
    return;
  }
  if (existsSync(join(root, folder, 'requirements.txt'))) {
    await makeEnvironment(folder, wanted, log);
    return;
  }
  const { packages } = JSON.parse(readFileSync(join(root, folder, 'package-lock.json'), 'utf8'));
  const count = Object.keys(packages).length - 1;
  log(`${folder}: installing ${ownInstalls[folder]}, about ${count} packages, once …`);
  const start = performance.now();
  const { code, output } = await run('npm', ['ci'], { cwd: join(root, folder), env: settings(), capture: true });
  if (code !== 0) throw new Error(`${folder}: npm ci ended with ${code}:\n${output}`);
  writeFileSync(stamp, wanted);
  log(`${folder}: installed in ${Math.round((performance.now() - start) / 1000)} s`);
}

/**
 * Fetches the packages that `packages.json` lists and unpacks them, without what they depend on: their files are read and
 * none of their code is run.
 */
async function unpack(folder, log) {
  const { packages } = JSON.parse(readFileSync(join(root, folder, 'packages.json'), 'utf8'));
  const names = Object.keys(packages);
  log(`${folder}: fetching ${ownInstalls[folder]}, ${names.length} of them, once …`);
  const folderOf = (name) => join(root, folder, 'node_modules', name);
  rmSync(join(root, folder, 'node_modules'), { recursive: true, force: true });
  const temporary = mkdtempSync(join(tmpdir(), 'influxkit-packages-'));
  try {
    for (const name of names) {
      const { version, integrity } = packages[name];
      const args = ['pack', `${name}@${version}`, '--json', '--pack-destination', temporary];
      const { code, output } = await run('npm', args, { cwd: temporary, env: settings(), capture: true });
      if (code !== 0) throw new Error(`${folder}: npm pack ${name}@${version} ended with ${code}:\n${output}`);
      const archive = join(temporary, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);
      const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
      if (found !== integrity)
        throw new Error(`${folder}: ${name}@${version} is ${found}; packages.json says ${integrity}`);
      mkdirSync(folderOf(name), { recursive: true });
      await extract({ file: archive, cwd: folderOf(name), strip: 1, strict: true });
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

const pythonPath = process.platform === 'win32' ? join('Scripts', 'python.exe') : join('bin', 'python');

/** The Python of a folder whose packages are Python's. */
export const pythonOf = (folder) => join(root, folder, 'node_modules', pythonPath);

/**
 * Makes a virtual environment, in `node_modules` as all that is installed, with the wheels that `requirements.txt` lists:
 * nothing is built, and no code of theirs runs. Suites that run side by side may each make it: whole or not at all, and the
 * first one stays.
 */
async function makeEnvironment(folder, wanted, log) {
  const start = performance.now();
  log(`${folder}: installing ${ownInstalls[folder]}, once …`);
  mkdirSync(join(root, folder, '.cache'), { recursive: true });
  const made = mkdtempSync(join(root, folder, '.cache', 'environment-'));
  try {
    const python = process.platform === 'win32' ? 'python' : 'python3';
    const venv = await run(python, ['-m', 'venv', made], { capture: true });
    if (venv.code !== 0)
      throw new Error(
        `${folder}: ${python} -m venv ended with ${venv.code} (Debian: apt-get install python3-venv):\n${venv.output}`,
      );
    const pip = ['-m', 'pip', '--disable-pip-version-check', '--quiet', 'install'];
    const wheels = ['--only-binary=:all:', '--require-hashes', '-r', join(root, folder, 'requirements.txt')];
    const { code, output } = await run(join(made, pythonPath), [...pip, ...wheels], { capture: true });
    if (code !== 0) throw new Error(`${folder}: pip install ended with ${code}:\n${output}`);
    writeFileSync(join(made, '.installed-from'), wanted);
    const target = join(root, folder, 'node_modules');
    if (installedFrom(folder) !== wanted) rmSync(target, { recursive: true, force: true });
    if (!existsSync(target)) renameSync(made, target);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
  log(`${folder}: installed in ${Math.round((performance.now() - start) / 1000)} s`);
}

/** Writes the lock file anew after a change of `package.json`, with no address of a registry in it. */
async function updateLock(folder) {
  if (existsSync(join(root, folder, 'requirements.in')))
    throw new Error(`${folder}: requirements.in says how requirements.txt is written`);
  const { code } = await run('npm', ['install', '--package-lock-only', '--ignore-scripts'], {
    cwd: join(root, folder),
    env: settings(),
  });
  if (code !== 0) throw new Error(`${folder}: npm install --package-lock-only ended with ${code}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const args = process.argv.slice(2);
  try {
    for (const folder of args.filter((arg) => arg !== '--update')) {
      if (args.includes('--update')) await updateLock(folder);
      await ensureInstalled(folder);
    }
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
