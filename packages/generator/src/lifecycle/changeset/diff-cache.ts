import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder, writeEntry } from '../../base/cache-folder.js';
import { sha256 } from '../../base/files.js';
import { isObject, type JsonValue } from '../../base/json.js';
import type { ContractDiff, OperationPlace } from '../diff/change.js';

/** Everything that a diff follows from, but for the generator itself. */
export interface DiffInputs {
  readonly product: string;
  /** Hashes of the contracts, the registries and the product's configuration, and whether types are compared. */
  readonly parts: readonly (string | undefined)[];
}

/**
 * Diffs of earlier runs, one a product, in `node_modules/.cache/influxkit`: comparing the types of two contracts takes
 * seconds, and a contract usually differs from its last release for weeks. An entry counts only for the same inputs, the
 * same code of the generator and the same TypeScript; anything else in its place is ignored and replaced.
 */
export class DiffCache {
  /** Undefined where packages are installed elsewhere: nothing is cached then. */
  readonly #folder: string | undefined;
  #generator: string | undefined;

  constructor(root: string) {
    this.#folder = cacheFolder(root);
  }

  read(inputs: DiffInputs): ContractDiff | undefined {
    if (this.#folder === undefined) return undefined;
    try {
      const entry = JSON.parse(readFileSync(this.#file(inputs), 'utf8')) as JsonValue;
      if (!isObject(entry) || entry['key'] !== this.#key(inputs)) return undefined;
      const { diff } = entry;
      if (typeof diff !== 'string' || entry['sha256'] !== sha256(diff)) return undefined;
      return withSharedPlaces(JSON.parse(diff) as ContractDiff);
    } catch {
      return undefined;
    }
  }

  /** Keeps a diff. Where that fails, the next run compares again; that is all. */
  write(inputs: DiffInputs, diff: ContractDiff): void {
    if (this.#folder === undefined) return;
    const text = JSON.stringify(diff);
    const entry = { key: this.#key(inputs), sha256: sha256(text), diff: text };
    writeEntry(this.#file(inputs), JSON.stringify(entry));
  }

  #file({ product }: DiffInputs): string {
    return join(this.#folder ?? '', `diff-${product}.json`);
  }

  #key({ parts }: DiffInputs): string {
    this.#generator ??= generatorHash();
    return sha256(JSON.stringify([this.#generator, ...parts.map((part) => part ?? null)]));
  }
}

/** Changes of one operation name it by one and the same object, and are told apart from those of others by it. */
function withSharedPlaces(diff: ContractDiff): ContractDiff {
  const places = new Map<string, OperationPlace>();
  const shared = (place: OperationPlace): OperationPlace => {
    const key = `${place.method} ${place.path}`;
    const known = places.get(key) ?? place;
    places.set(key, known);
    return known;
  };
  const changes = diff.changes.map((change) => ({ ...change, operations: change.operations.map(shared) }));
  return { ...diff, changes };
}

/** Hash of the generator's own code, as it runs, and of the versions of what it compares types with. */
function generatorHash(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const root = packageFolder(here);
  const hashes = codeFiles(codeFolder(here, root)).map((path) => sha256(readFileSync(path)));
  const require = createRequire(import.meta.url);
  const versions = [versionOf(require, 'typescript')];
  return sha256(JSON.stringify([...hashes, readFileSync(join(root, 'package.json'), 'utf8'), versions]));
}

function packageFolder(from: string): string {
  let folder = from;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

/** `dist`, or `src` where the sources themselves run: the outermost folder of the package that code runs from. */
function codeFolder(from: string, root: string): string {
  let folder = from;
  while (dirname(folder) !== root && folder !== root) folder = dirname(folder);
  return folder;
}

function codeFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /(?<!\.d)\.[cm]?[jt]s$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function versionOf(require: NodeJS.Require, name: string): string {
  // Some packages do not export their package.json; where their code is, it is above.
  const folder = packageFolder(dirname(require.resolve(name)));
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version?: unknown };
  return String(version);
}
