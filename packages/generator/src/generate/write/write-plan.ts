import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { diagnose } from '../../base/catalogue.js';
import { type Diagnostic, quote } from '../../base/diagnostics.js';
import { readRegularFile, reasonOf, sha256 } from '../../base/files.js';
import { GIT_ATTRIBUTES, isGenerated } from '../../base/generated-mark.js';
import { isObject } from '../../base/json.js';
import { isManifest, MANIFEST, readManifest } from './manifest.js';

export type Action = 'create' | 'update' | 'remove' | 'keep';

/** What happens to one file. */
export interface Change {
  readonly path: string;
  readonly action: Action;
  /** What it will hold; absent where it is removed or kept. */
  readonly text?: string;
}

/** A file that goes somewhere else than into the output folder, because the configuration says so. */
export interface ExtraFile {
  readonly path: string;
  readonly text: string;
  /** Whether what stands at its place may be replaced by it. */
  readonly replaces: (existing: string) => boolean;
}

export interface Plan {
  readonly folder: string;
  readonly changes: readonly Change[];
  readonly problems: readonly Diagnostic[];
}

/** File names that can be nothing but names of files in one folder, on every system. */
const FILE_NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,120}$/;
const DEVICE_NAME = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * Compares files with what stands in the output folder. Nothing is written. Files of the folder that carry the
 * generator's mark and are no longer made are removed; all others are left alone, and never replaced.
 * @param files contents by file name
 */
export function planWrite(folder: string, files: ReadonlyMap<string, string>, extras: readonly ExtraFile[] = []): Plan {
  const problems: Diagnostic[] = [];
  const changes: Change[] = [];
  // What cannot carry the mark is ours where it is as the manifest says.
  const known = readManifest(folder)?.outputs ?? {};
  const isKnown = (name: string, existing: string): boolean =>
    Object.hasOwn(known, name) && known[name] === sha256(existing);
  const isOurs = (name: string) => (existing: string) => replaceable(name, existing) || isKnown(name, existing);
  const targets = [...files].flatMap(([name, text]): ExtraFile[] => {
    if (name === GIT_ATTRIBUTES || (FILE_NAME.test(name) && !DEVICE_NAME.test(name)))
      return [{ path: join(folder, name), text, replaces: isOurs(name) }];
    problems.push(diagnose('output-outside', `${quote(name)} is not a name of a file in the output folder`));
    return [];
  });
  for (const target of [...targets, ...extras]) {
    const change = compare(target, problems);
    if (change) changes.push(change);
  }
  const elsewhere = new Set(extras.map(({ path }) => path));
  const isStale = (name: string, existing: string): boolean =>
    !elsewhere.has(join(folder, name)) &&
    ((/\.(m?ts|md)$/.test(name) && isGenerated(existing)) || isKnown(name, existing));
  for (const name of staleFiles(folder, files, isStale)) changes.push({ path: join(folder, name), action: 'remove' });
  return { folder, changes, problems };
}

function compare({ path, text, replaces }: ExtraFile, problems: Diagnostic[]): Change | undefined {
  const existing = contentOf(path);
  if ('none' in existing) return { path, action: 'create', text };
  if (!('text' in existing)) {
    problems.push(diagnose(existing.code, `${quote(path)} ${existing.why}`));
    return undefined;
  }
  if (existing.text === text) return { path, action: 'keep' };
  if (replaces(existing.text)) return { path, action: 'update', text };
  problems.push(diagnose('output-foreign', `${quote(path)} exists and was not generated; it is left as it is`));
  return undefined;
}

type Content =
  | { readonly none: true }
  | { readonly text: string }
  | { readonly code: 'output-outside' | 'output-foreign'; readonly why: string };

function contentOf(path: string): Content {
  try {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (!stat) return { none: true };
    if (stat.isSymbolicLink())
      return { code: 'output-outside', why: 'is a symbolic link, which is not written through' };
    return { text: readRegularFile(path).toString('utf8') };
  } catch (error) {
    return { code: 'output-foreign', why: `cannot be written: ${reasonOf(error)}` };
  }
}

function replaceable(name: string, existing: string): boolean {
  if (name !== MANIFEST) return isGenerated(existing);
  try {
    return isManifest(JSON.parse(existing));
  } catch {
    // Markers of a merge conflict make it unreadable; its first key still tells whose it is.
    return /"generator": "influxkit /.test(existing);
  }
}

/** Whether a string is a bundled contract, which a new bundle may replace. */
export function isBundle(existing: string): boolean {
  try {
    const value: unknown = JSON.parse(existing);
    return isObject(value) && typeof value['openapi'] === 'string';
  } catch {
    return /^\s*\{\s*"openapi":/.test(existing);
  }
}

function staleFiles(
  folder: string,
  files: ReadonlyMap<string, string>,
  isStale: (name: string, existing: string) => boolean,
): string[] {
  return entries(folder).filter((name) => {
    if (files.has(name) || name === MANIFEST || !FILE_NAME.test(name)) return false;
    const content = contentOf(join(folder, name));
    return 'text' in content && isStale(name, content.text);
  });
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
