import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { diagnose } from '../../base/catalogue.js';
import { ContractError, quote } from '../../base/diagnostics.js';
import { isObject, type JsonObject, type JsonValue, own } from '../../base/json.js';

/** A package of the workspace. */
export interface WorkspacePackage {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  readonly private: boolean;
  /** Packages that it hands on to its users: `dependencies` and `peerDependencies`. */
  readonly dependencies: readonly string[];
  /** Operations that it calls without depending on a product, as `POST /api/v2/write`: `influxkit.operations` of package.json. */
  readonly operations: readonly string[];
}

/** Whether a package has the version that it was created with: what it is to become has no users whom a change could break. */
export function isUnreleased({ version }: WorkspacePackage): boolean {
  return version === '0.0.0';
}

/** The package that a folder belongs to: of the nearest package.json above. */
export function packageAbove(folder: string, root: string): WorkspacePackage | undefined {
  for (let current = folder; ; current = dirname(current)) {
    const manifest = readJson(join(current, 'package.json'));
    const found = manifest && packageOf(manifest, current);
    if (found !== undefined || current === root || current === dirname(current)) return found;
  }
}

/**
 * The packages of the workspace, of npm, pnpm, yarn and others, found by what changesets itself finds them with: the
 * `@manypkg/get-packages` of the repository's own `@changesets/cli`. It is no dependency of the generator, of which most
 * users write no changesets: it would bring them forty packages.
 */
export async function workspacePackages(root: string): Promise<WorkspacePackage[]> {
  // A folder without a package.json has none.
  if (!existsSync(join(root, 'package.json'))) return [];
  const { getPackages } = await packageFinder(root);
  const { packages } = await getPackages(root);
  return packages.flatMap(({ packageJson, dir }) => packageOf(packageJson, dir) ?? []);
}

interface PackageFinder {
  getPackages(folder: string): Promise<{ readonly packages: readonly { packageJson: JsonObject; dir: string }[] }>;
}

async function packageFinder(root: string): Promise<PackageFinder> {
  const wanted = '@manypkg/get-packages';
  for (const from of [join(root, 'package.json'), import.meta.url]) {
    const here = createRequire(from);
    const changesets = resolved(here, '@changesets/cli');
    const found = (changesets && resolved(createRequire(changesets), wanted)) ?? resolved(here, wanted);
    if (found === undefined) continue;
    const module = (await import(pathToFileURL(found).href)) as Partial<PackageFinder> & { default?: PackageFinder };
    const finder = module.getPackages === undefined ? module.default : (module as PackageFinder);
    if (finder !== undefined) return finder;
  }
  throw new ContractError([
    diagnose(
      'changeset-packages',
      `@changesets/cli is not installed in ${quote(root)}: its way to find packages is needed.`,
    ),
  ]);
}

function resolved(from: NodeJS.Require, name: string): string | undefined {
  try {
    return from.resolve(name);
  } catch {
    return undefined;
  }
}

/** Packages that hand on what a package exports, however many packages lie between. */
export function dependentsOf(name: string, packages: readonly WorkspacePackage[]): WorkspacePackage[] {
  const reached = new Set([name]);
  const found = new Set<WorkspacePackage>();
  for (const reachedName of reached) {
    for (const item of packages) {
      if (!item.dependencies.includes(reachedName) || item.name === name) continue;
      reached.add(item.name);
      found.add(item);
    }
  }
  return packages.filter((item) => found.has(item));
}

function packageOf(manifest: JsonObject, folder: string): WorkspacePackage | undefined {
  const name = own(manifest, 'name');
  if (typeof name !== 'string') return undefined;
  const version = own(manifest, 'version');
  const own_ = own(manifest, 'influxkit');
  const operations = isObject(own_) ? own(own_, 'operations') : undefined;
  return {
    name,
    version: typeof version === 'string' ? version : '0.0.0',
    folder,
    private: own(manifest, 'private') === true,
    dependencies: [...keysOf(own(manifest, 'dependencies')), ...keysOf(own(manifest, 'peerDependencies'))],
    operations: Array.isArray(operations) ? operations.filter((item) => typeof item === 'string') : [],
  };
}

function keysOf(value: JsonValue | undefined): string[] {
  return isObject(value) ? Object.keys(value) : [];
}

function readJson(path: string): JsonObject | undefined {
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as JsonValue;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
