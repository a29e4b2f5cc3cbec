// What `npm run release:version` and `npm run release:publish` would do, done to a copy and a registry on loopback.
import { existsSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { scope, startRegistry } from './registry/registry.mjs';
import { checkTarball } from './release-checks.mjs';
import { copyRepository, must } from './release-copy.mjs';
import { changeContract, checkVersioned, commitAll } from './release-rehearsal.mjs';
import { readTarball } from './release-tarball.mjs';
import { root, workspaces } from './run.mjs';

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
 * @param {{ log?: (line: string) => void, rehearse?: boolean, published?: (url: string) => void }} [options] with `rehearse`,
 * what CI checks is checked on the commit of the release; then a contract changes, and a second release follows in the same
 * way. `published` is told as soon as the packages can be installed: they are published first then, and checked after.
 * @returns {Promise<{ url: string, packages: ReleasedPackage[], stop: () => Promise<void> }>}
 */
export async function dryRelease({ log = () => {}, rehearse = false, published } = {}) {
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
    const env = environment();
    registry = await startRegistry(folder);
    const context = { copy, env, folder, registry, rehearse, log };
    const packages = await releaseOnce({ ...context, published }, manifests(copy));
    if (rehearse) {
      log('a second release: a contract changes');
      await changeContract(copy, env);
      packages.push(...(await releaseOnce(context, manifests(copy))));
    }
    await rm(copy, { recursive: true, force: true });
    return { url: registry.url, packages, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** One release of the copy: version, commit, check, build, publish; what was published, and what is wrong with it. */
async function releaseOnce({ copy, env, folder, registry, rehearse, log, published: tell }, before) {
  log('versioning: npm run release:version');
  // The command says nothing of packages that no changeset names; they are published as they are.
  await must('npm', ['run', 'release:version'], { cwd: copy, env });
  await commitAll(copy, 'Version packages');
  const after = manifests(copy);
  // What is committed then has to install: the lock file follows the versions, and every workspace takes the new ones.
  await must('npm', ['ci', '--dry-run', '--ignore-scripts'], { cwd: copy, env });
  if (rehearse && tell === undefined) await checkVersioned(copy, env, log);
  log('building: npm run build');
  await must('npm', ['run', 'build'], { cwd: copy, env });
  log('publishing');
  // As `changeset publish` does, but for the flag: nothing weaker than a flag overrules `publishConfig`, and provenance
  // is made where the real release runs, and nowhere else. What is there already in this version is left out, as there.
  const published = [...after].filter(([, { name, version }]) => !existsSync(tarballOf(registry, name, version)));
  const chosen = published.flatMap(([path]) => ['--workspace', join('packages', path)]);
  if (chosen.length === 0) throw new Error('There is nothing to publish: no package has a new version.');
  await must('npm', ['publish', '--provenance=false', ...chosen], { cwd: copy, env: publishing(registry) });
  if (tell !== undefined) {
    tell(registry.url);
    if (rehearse) await checkVersioned(copy, env, log);
  }
  const versions = new Map([...after.values()].map(({ name, version }) => [name, version]));
  const machinePaths = [root, folder, homedir(), process.cwd()].map(withoutSlash).filter((path) => path.length > 2);
  return published.map(([path, { name, version }]) => {
    const tarball = readTarball(tarballOf(registry, name, version));
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
}

const tarballOf = ({ storage }, name, version) => join(storage, name, `${name.split('/')[1]}-${version}.tgz`);

/** The package.json of each package that is published, by its folder. */
const manifests = (copy) =>
  new Map(
    workspaces(copy)
      .filter(({ folder, manifest }) => folder.startsWith('packages/') && !manifest.private)
      .map(({ folder, manifest }) => [folder.slice('packages/'.length), manifest]),
  );

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
