import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { load } from 'js-yaml';
import { isObject, type JsonObject, type JsonValue, own } from '../../base/json.js';
import { UsageError } from '../command.js';

export type PackageManager = 'npm' | 'pnpm' | 'yarn';

/** What a repository is like that a client is put into. */
export interface RepositoryLayout {
  readonly manager: PackageManager;
  /** Where packages are, as the workspace says; undefined: the repository is one package, or none yet. */
  readonly patterns: readonly string[] | undefined;
  readonly hasTurbo: boolean;
}

/** @throws UsageError inside a workspace, but not at its root */
export function layoutOf(root: string): RepositoryLayout {
  const patterns = patternsOf(root);
  if (patterns === undefined) {
    for (let folder = dirname(root); folder !== dirname(folder); folder = dirname(folder)) {
      // A package of its own inside of somebody's workspace is seldom meant.
      if (patternsOf(folder)?.some((pattern) => matches(pattern, root.slice(folder.length + 1)))) {
        throw new UsageError(`This folder belongs to the workspace of ${folder}: run the command there.`);
      }
    }
  }
  return { manager: managerOf(root), patterns, hasTurbo: existsSync(join(root, 'turbo.json')) };
}

/** A folder for a new package that the workspace takes: below the first pattern that takes any. */
export function folderFor(name: string, patterns: readonly string[]): string | undefined {
  for (const pattern of patterns) {
    const [, parent] = /^(?:\.\/)?((?:[^*!{}]+\/)?)\*{1,2}$/.exec(pattern) ?? [];
    if (parent !== undefined) return `${parent}${name}`;
  }
  return undefined;
}

/** Whether a pattern of a workspace takes a folder. */
export function matches(pattern: string, folder: string): boolean {
  const source = pattern
    .replace(/^\.\//, '')
    .replace(/\/$/, '')
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll(
      /\*\*\/|\*\*|\*|\?/g,
      (sign) => ({ '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' })[sign] ?? '',
    );
  return new RegExp(`^${source}$`).test(folder);
}

function patternsOf(root: string): string[] | undefined {
  const ofPnpm = join(root, 'pnpm-workspace.yaml');
  if (existsSync(ofPnpm)) {
    const value = load(readFileSync(ofPnpm, 'utf8')) as JsonValue;
    return strings(isObject(value) ? own(value, 'packages') : undefined) ?? [];
  }
  const workspaces = own(manifestOf(root), 'workspaces');
  return strings(isObject(workspaces) ? own(workspaces, 'packages') : workspaces);
}

function strings(value: JsonValue | undefined): string[] | undefined {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined;
}

function managerOf(root: string): PackageManager {
  const named = own(manifestOf(root), 'packageManager');
  const [, manager] = /^(npm|pnpm|yarn)@/.exec(typeof named === 'string' ? named : '') ?? [];
  if (manager !== undefined) return manager as PackageManager;
  const has = (name: string): boolean => existsSync(join(root, name));
  if (has('pnpm-workspace.yaml') || has('pnpm-lock.yaml')) return 'pnpm';
  return has('yarn.lock') || has('.yarnrc.yml') ? 'yarn' : 'npm';
}

function manifestOf(root: string): JsonObject {
  const file = join(root, 'package.json');
  if (!existsSync(file)) return {};
  try {
    const value = JSON.parse(readFileSync(file, 'utf8')) as JsonValue;
    if (isObject(value)) return value;
  } catch {
    // It is reported below.
  }
  throw new UsageError(`${file} is not a JSON object: correct it first.`);
}
