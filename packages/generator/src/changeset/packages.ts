import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { JsonObject, JsonValue } from '../load/contract.js';
import { isObject, own } from '../load/json.js';

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

/** The package that a folder belongs to: of the nearest package.json above. */
export function packageAbove(folder: string, root: string): WorkspacePackage | undefined {
  for (let current = folder; ; current = dirname(current)) {
    const found = readPackage(current);
    if (found !== undefined || current === root || current === dirname(current)) return found;
  }
}

/** The packages of npm workspaces (`packages/*` and single folders). */
export function workspacePackages(root: string): WorkspacePackage[] {
  const patterns = own(readJson(join(root, 'package.json')) ?? {}, 'workspaces');
  const list = Array.isArray(patterns) ? patterns : isObject(patterns) ? own(patterns, 'packages') : undefined;
  const folders = (Array.isArray(list) ? list : []).flatMap((pattern) => {
    if (typeof pattern !== 'string') return [];
    if (!pattern.endsWith('/*')) return [join(root, pattern)];
    const parent = join(root, pattern.slice(0, -2));
    return existsSync(parent)
      ? readdirSync(parent)
          .sort()
          .map((name) => join(parent, name))
      : [];
  });
  return folders.flatMap((folder) => readPackage(folder) ?? []);
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

function readPackage(folder: string): WorkspacePackage | undefined {
  const value = readJson(join(folder, 'package.json'));
  const name = value && own(value, 'name');
  if (value === undefined || typeof name !== 'string') return undefined;
  const version = own(value, 'version');
  const own_ = own(value, 'influxkit');
  const operations = isObject(own_) ? own(own_, 'operations') : undefined;
  return {
    name,
    version: typeof version === 'string' ? version : '0.0.0',
    folder,
    private: own(value, 'private') === true,
    dependencies: [...keysOf(own(value, 'dependencies')), ...keysOf(own(value, 'peerDependencies'))],
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
