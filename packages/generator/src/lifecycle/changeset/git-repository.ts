import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { promisify } from 'node:util';
import { diagnose } from '../../base/catalogue.js';
import { ContractError } from '../../base/diagnostics.js';
import { relativePath } from '../../base/paths.js';
import { readIfThere } from './read-if-there.js';

const run = promisify(execFile);

/** The repository of a folder, read only. Files are named by their paths on this machine. */
export class Repository {
  readonly #root: string;

  private constructor(root: string) {
    this.#root = root;
  }

  /** @throws ContractError if the folder is in no repository */
  static async open(folder: string): Promise<Repository> {
    const root = await output(folder, ['rev-parse', '--show-toplevel']);
    if (root === undefined) throw new ContractError([diagnose('changeset-git', `${folder} is in no git repository.`)]);
    return new Repository(realpathSync(root.trim()));
  }

  /** The blob of a file at a commit, and its id. Undefined: there is no such commit or file. */
  async fileAt(commit: string, path: string): Promise<Blob | undefined> {
    const id = (
      await output(this.#root, [
        'rev-parse',
        '--verify',
        '--quiet',
        '--end-of-options',
        `${commit}:${this.#path(path)}`,
      ])
    )?.trim();
    return id === undefined || id === '' ? undefined : this.blob(id);
  }

  async blob(id: string): Promise<Blob | undefined> {
    if (!/^[0-9a-f]{40,64}$/.test(id)) return undefined;
    const text = await output(this.#root, ['cat-file', 'blob', id]);
    return text === undefined ? undefined : { id, text };
  }

  async commit(ref: string): Promise<string | undefined> {
    return (
      await output(this.#root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`])
    )?.trim();
  }

  /** The newest commit that changed how often a string stands in a file. */
  async lastChangeOf(text: string, path: string): Promise<string | undefined> {
    const commit = await output(this.#root, ['log', '-1', '--format=%H', `-S${text}`, '--', this.#path(path)]);
    return commit?.trim() || undefined;
  }

  /** The commit that `HEAD` and a branch have in common; undefined where there is no such branch, here or at `origin`. */
  async mergeBase(branch: string): Promise<string | undefined> {
    for (const ref of [`origin/${branch}`, branch]) {
      const commit = await this.commit(ref);
      if (commit !== undefined) return (await output(this.#root, ['merge-base', 'HEAD', commit]))?.trim();
    }
    return undefined;
  }

  async isShallow(): Promise<boolean> {
    return (await output(this.#root, ['rev-parse', '--is-shallow-repository']))?.trim() === 'true';
  }

  /** Git's paths have slashes, on every system. */
  #path(path: string): string {
    return relativePath(this.#root, path);
  }
}

/** A version of a file that git keeps. */
export interface Blob {
  readonly id: string;
  readonly text: string;
}

/** A file as the blob of an id, where it is that very blob: git keeps a file by the hash of what is in it. */
export function blobOnDisk(path: string, id: string): Blob | undefined {
  const text = readIfThere(path);
  if (text === undefined) return undefined;
  const bytes = Buffer.from(text);
  const hash = createHash(id.length === 64 ? 'sha256' : 'sha1')
    .update(`blob ${bytes.length}\0`)
    .update(bytes);
  return hash.digest('hex') === id ? { id, text } : undefined;
}

async function output(cwd: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout } = await run('git', [...args], { cwd, maxBuffer: 256 * 1024 * 1024, encoding: 'utf8' });
    return stdout;
  } catch {
    return undefined;
  }
}
