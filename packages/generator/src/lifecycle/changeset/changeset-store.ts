import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../base/files.js';
import { isObject, type JsonValue, own } from '../../base/json.js';
import type { Bump, Changesets } from './changeset-text.js';
import { readIfThere } from './read-if-there.js';
import { usedChangesets } from './used-changesets.js';

/** Changesets that were generated together, with the facts that they tell. */
export interface StoredChangesets {
  /** Name of the files without what follows: `contract-parks-1f2e3d4c`. */
  readonly name: string;
  readonly facts: ReadonlySet<string>;
  /** Whether a person changed a string since it was generated, or removed one of the files. */
  readonly isEdited: boolean;
  /** What the files bump now; undefined: one of them is not a changeset any longer. */
  readonly bumps: ReadonlyMap<string, Bump> | undefined;
}

/** A changeset beside which it is kept what it tells and how it was generated. */
interface Entry {
  readonly product: string;
  readonly facts: readonly string[];
  /** Hashes of the files' contents, by name. */
  readonly files: Readonly<Record<string, string>>;
}

const ranks: Readonly<Record<string, number>> = { patch: 1, minor: 2, major: 3 };

/** Whether some bumps are at least what is needed. */
export function covers(bumps: ReadonlyMap<string, Bump> | undefined, needed: ReadonlyMap<string, Bump>): boolean {
  return [...needed].every(([name, bump]) => (ranks[bumps?.get(name) ?? ''] ?? 0) >= (ranks[bump] ?? 0));
}

/**
 * The generated changesets of a folder. Beside `contract-<product>-<hash>.md`, and `…-dependents.md` if packages follow, is
 * `….json` with the facts that they tell: texts are for people, who may edit them. Changesets that a prerelease has used are
 * not seen and never touched.
 */
export class ChangesetStore {
  readonly #folder: string;
  readonly #used: ReadonlySet<string>;

  constructor(folder: string) {
    this.#folder = folder;
    this.#used = usedChangesets(folder);
  }

  /** The changesets of a product that wait for a release, in the order of their names. */
  pending(product: string): StoredChangesets[] {
    return this.#entries().flatMap(([name, entry]) => {
      const own_ = readIfThere(join(this.#folder, `${name}.md`));
      if (entry.product !== product || own_ === undefined || this.#used.has(name)) return [];
      const texts = Object.keys(entry.files).map((file) => readIfThere(join(this.#folder, file)));
      const isEdited = Object.values(entry.files).some((hash, index) => hash !== sha256(texts[index] ?? ''));
      return [{ name, facts: new Set(entry.facts), isEdited, bumps: bumpsOf(texts) }];
    });
  }

  write(product: string, name: string, facts: ReadonlySet<string>, { own: main, dependents }: Changesets): void {
    mkdirSync(this.#folder, { recursive: true });
    const texts = new Map([[`${name}.md`, main.text]]);
    if (dependents === undefined) rmSync(join(this.#folder, `${name}-dependents.md`), { force: true });
    else texts.set(`${name}-dependents.md`, dependents.text);
    const files = Object.fromEntries([...texts].map(([file, text]) => [file, sha256(text)]));
    const entry: Entry = { product, facts: [...facts].sort(), files };
    writeFileSync(join(this.#folder, `${name}.json`), `${JSON.stringify(entry, null, 2)}\n`);
    for (const [file, text] of texts) writeFileSync(join(this.#folder, file), text);
  }

  remove(name: string): void {
    for (const end of ['.md', '-dependents.md', '.json']) rmSync(join(this.#folder, `${name}${end}`), { force: true });
  }

  /** Removes what is left of changesets that a release has used up. */
  sweep(): void {
    for (const [name] of this.#entries()) {
      if (readIfThere(join(this.#folder, `${name}.md`)) === undefined) this.remove(name);
    }
  }

  /** A name that no changeset has. */
  freeName(product: string, content: string): string {
    for (let attempt = 0; ; attempt++) {
      const name = `contract-${product}-${sha256(`${content} ${attempt}`).slice(0, 8)}`;
      if (readIfThere(join(this.#folder, `${name}.md`)) === undefined) return name;
    }
  }

  path(name: string): string {
    return join(this.#folder, `${name}.md`);
  }

  #entries(): [name: string, entry: Entry][] {
    return names(this.#folder).flatMap((file) => {
      if (!/^contract-.*\.json$/.test(file)) return [];
      const entry = parseEntry(readIfThere(join(this.#folder, file)) ?? '');
      return entry === undefined ? [] : [[file.slice(0, -'.json'.length), entry]];
    });
  }
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function parseEntry(text: string): Entry | undefined {
  try {
    const value = JSON.parse(text) as JsonValue;
    if (!isObject(value)) return undefined;
    const [product, facts, files] = [own(value, 'product'), own(value, 'facts'), own(value, 'files')];
    if (typeof product !== 'string' || !Array.isArray(facts) || !isObject(files)) return undefined;
    return { product, facts: facts.map(String), files: files as Readonly<Record<string, string>> };
  } catch {
    // Markers of a merge conflict, say: what it said is said again.
    return undefined;
  }
}

/** What changesets bump, by their front matter: a line for each package, as changesets writes it. */
function bumpsOf(texts: readonly (string | undefined)[]): ReadonlyMap<string, Bump> | undefined {
  const bumps = new Map<string, Bump>();
  for (const text of texts) {
    const head = /^\s*---\n(.*?)\n---/s.exec(text ?? '')?.[1];
    if (head === undefined) return undefined;
    for (const line of head.split('\n')) {
      const [, name, bump] = /^\s*["']?([^"']+)["']?\s*:\s*["']?(patch|minor|major)["']?\s*$/.exec(line) ?? [];
      if (name !== undefined) bumps.set(name, bump as Bump);
    }
  }
  return bumps;
}
