import { type FSWatcher, watch as watchFolder } from 'node:fs';
import { dirname } from 'node:path';
import { ContractError, formatDiagnostic } from '../base/diagnostics.js';
import { isUrl } from '../base/urls.js';
import { type GeneratorConfig, productsOf } from '../config/product-config.js';
import { resolveProduct } from '../config/resolve-product.js';
import type { GenerateReport } from '../generate/generate.js';
import type { CommandContext, ExitCode } from './command.js';

/** How long to wait for further changes: an editor saves in several steps, a checkout changes many files. */
const QUIET_TIME = 80;

interface Work {
  readonly config: GeneratorConfig;
  readonly baseDir: string;
  readonly file?: string;
}

/**
 * Runs, and runs again whenever a file changes in a folder that contracts or the configuration are in.
 * Folders are watched, not files: an editor that saves by renaming takes a watched file away.
 */
export async function watch(
  io: CommandContext,
  read: () => Promise<Work>,
  runOnce: (work: Work) => Promise<GenerateReport>,
): Promise<ExitCode> {
  const folders = new Folders();
  io.onStop(() => folders.stop());
  let work = await read();
  try {
    for (;;) {
      // Before the run, so that a change while it lasts is not missed; after it, all folders of the contracts are known.
      folders.watch(foldersOf(work, []));
      folders.watch(foldersOf(work, (await runOnce(work)).inputs));
      io.err('Watching for changes; stop with Ctrl+C.\n');
      if (!(await folders.changed())) return 0;
      work = (await reread(read, io)) ?? work;
    }
  } finally {
    folders.close();
  }
}

function foldersOf(work: Work, inputs: readonly string[]): Set<string> {
  const roots = productsOf(work.config).map((product) => resolveProduct(product, work.baseDir).input);
  const files = [...inputs, ...roots, ...(work.file === undefined ? [] : [work.file])];
  return new Set(files.filter((path) => !isUrl(path)).map((path) => dirname(path)));
}

/** A configuration that is being edited may be broken for a while; the last good one stays in force. */
async function reread(read: () => Promise<Work>, io: CommandContext): Promise<Work | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    io.err(`${error.diagnostics.map(formatDiagnostic).join('\n')}\n`);
    return undefined;
  }
}

class Folders {
  readonly #watchers = new Map<string, FSWatcher>();
  #dirty = false;
  #stopped = false;
  #wake: (() => void) | undefined;

  /** Watches these folders from now on. Folders of before stay: a file that is missing now may come back. */
  watch(folders: ReadonlySet<string>): void {
    for (const folder of folders) {
      if (this.#watchers.has(folder)) continue;
      try {
        const watcher = watchFolder(folder, (_event, name) => this.#notice(name));
        watcher.on('error', () => this.#watchers.delete(folder));
        this.#watchers.set(folder, watcher);
      } catch {
        // The folder is gone: the next run says what is missing.
      }
    }
  }

  /** Waits for a change and for the quiet after it; false when it is to stop. */
  async changed(): Promise<boolean> {
    while (!this.#dirty && !this.#stopped) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    while (this.#dirty && !this.#stopped) {
      this.#dirty = false;
      await new Promise((resolve) => setTimeout(resolve, QUIET_TIME));
    }
    return !this.#stopped;
  }

  stop(): void {
    this.#stopped = true;
    this.#wake?.();
  }

  close(): void {
    for (const watcher of this.#watchers.values()) watcher.close();
  }

  #notice(name: string | null): void {
    if (name !== null && !/\.(ya?ml|json|[cm]?[jt]s)$/i.test(name)) return;
    this.#dirty = true;
    this.#wake?.();
  }
}
