// What `npm run release:version` and `npm run release:publish` would do, done to a copy and a registry on loopback.
import { rmSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { scope, startRegistry } from './registry/registry.mjs';
import { checkTarball } from './release-checks.mjs';
import { copyRepository, must } from './release-copy.mjs';
import { readTarball } from './release-tarball.mjs';
import { root } from './run.mjs';

/**
 * @typedef {object} ReleasedPackage
 * @property {string} name
 * @property {string} before the version in the repository
 * @property {string} version
 * @property {number} size bytes of the tarball
 * @property {number} unpackedSize bytes
 * @property {string[]} files
 * @property {string[]} problems what is wrong with the tarball
 */

/**
 * Versions, builds and publishes all packages in a copy of the repository. The registry runs until `stop`.
 *
 * @param {{ log?: (line: string) => void }} [options]
 * @returns {Promise<{ url: string, packages: ReleasedPackage[], stop: () => Promise<void> }>}
 */
export async function dryRelease({ log = () => {} } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'influxkit-release-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  let registry;
  const stop = async () => {
    process.off('exit', remove);
    await registry?.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const copy = join(folder, 'repository');
    log('copying the repository');
    await copyRepository(copy);
    const before = await manifests(copy);
    log('versioning: npm run release:version');
    const env = environment();
    // The command says nothing of packages that no changeset names; they are published as they are.
    await must('npm', ['run', 'release:version'], { cwd: copy, env });
    const after = await manifests(copy);
    // What is committed then has to install: the lock file follows the versions, and every workspace takes the new ones.
    await must('npm', ['ci', '--dry-run', '--ignore-scripts'], { cwd: copy, env });
    log('building: npm run build');
    await must('npm', ['run', 'build'], { cwd: copy, env });
    registry = await startRegistry(folder);
    log('publishing');
    // As `changeset publish` does, but for the flag: nothing weaker than a flag overrules `publishConfig`, and provenance
    // is made where the real release runs, and nowhere else.
    const workspaces = [...after.keys()].flatMap((name) => ['--workspace', join('packages', name)]);
    await must('npm', ['publish', '--provenance=false', ...workspaces], { cwd: copy, env: publishing(registry) });
    const versions = new Map([...after.values()].map(({ name, version }) => [name, version]));
    const machinePaths = [root, folder, homedir(), process.cwd()].map(withoutSlash).filter((path) => path.length > 2);
    const packages = [...after].map(([path, { name, version }]) => {
      const file = join(registry.storage, name, `${name.split('/')[1]}-${version}.tgz`);
      const tarball = readTarball(file);
      return {
        name,
        before: before.get(path).version,
        version,
        size: tarball.size,
        unpackedSize: [...tarball.files.values()].reduce((sum, bytes) => sum + bytes.length, 0),
        files: [...tarball.files.keys()].sort(),
        problems: checkTarball(tarball, { versions, machinePaths }),
      };
    });
    await rm(copy, { recursive: true, force: true });
    return { url: registry.url, packages, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The package.json of each package that is published, by its folder. */
async function manifests(copy) {
  const found = new Map();
  for (const name of (await readdir(join(copy, 'packages'))).sort()) {
    const manifest = JSON.parse(await readFile(join(copy, 'packages', name, 'package.json'), 'utf8'));
    if (!manifest.private) found.set(name, manifest);
  }
  return found;
}

/** Builds of the same sources are found again, here and in the copy. */
const environment = () => ({ TURBO_CACHE_DIR: join(root, '.turbo', 'cache') });

/** Nothing but the loopback registry, whatever the environment says. */
function publishing({ url, userconfig }) {
  const names = Object.keys(process.env).filter((name) =>
    /^npm_config_.*(registry|userconfig|provenance|token)/i.test(name),
  );
  return {
    ...Object.fromEntries(names.map((name) => [name, undefined])),
    npm_config_userconfig: userconfig,
    npm_config_registry: url,
    [`npm_config_${scope}:registry`]: url,
  };
}

const withoutSlash = (path) => path.replace(/\/+$/, '');
