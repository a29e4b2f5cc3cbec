// node scripts/own-install.mjs FOLDER… [--update]: installs what only some commands need, once, and again where its lock file changed.
// Those folders are not workspaces, so that `npm ci` at the root does not bring along what most people never run. What they
// share with the repository (our packages, vitest, the compiler) they find in `node_modules` of the root, further up.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, run } from './run.mjs';

/** The folders with an install of their own, and what each is for. */
export const ownInstalls = {
  bench: 'the competitors of the benchmarks',
  docs: 'the documentation site',
  'scripts/registry': 'a registry on loopback, for dry releases and consumers',
  'tests/operations/prism': 'Prism, which knows the contracts',
};

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
  for (const file of ['package.json', 'package-lock.json']) hash.update(readFileSync(join(root, folder, file)));
  return hash.digest('hex');
}

/** Installs a folder unless it is installed from the lock file that it has. */
export async function ensureInstalled(folder, log = console.log) {
  if (!(folder in ownInstalls))
    throw new Error(`${folder} has no install of its own. Those that have: ${Object.keys(ownInstalls).join(', ')}.`);
  const stamp = join(root, folder, 'node_modules', '.installed-from');
  const wanted = fingerprint(folder);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const { packages } = JSON.parse(readFileSync(join(root, folder, 'package-lock.json'), 'utf8'));
  const count = Object.keys(packages).length - 1;
  log(`${folder}: installing ${ownInstalls[folder]}, about ${count} packages, once …`);
  const start = performance.now();
  const { code, output } = await run('npm', ['ci'], { cwd: join(root, folder), env: settings(), capture: true });
  if (code !== 0) throw new Error(`${folder}: npm ci ended with ${code}:\n${output}`);
  writeFileSync(stamp, wanted);
  log(`${folder}: installed in ${Math.round((performance.now() - start) / 1000)} s`);
}

/** Writes the lock file anew after a change of `package.json`, with no address of a registry in it. */
async function updateLock(folder) {
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
