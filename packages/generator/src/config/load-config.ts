import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { diagnose } from '../base/catalogue.js';
import { ContractError, quote } from '../base/diagnostics.js';
import { readRegularFile } from '../base/files.js';
import { defineConfig, type GeneratorConfig } from './product-config.js';
import { validateConfig } from './validate-config.js';

/** Names that are tried, in this order, where none is given. */
const FILE_NAMES = ['ts', 'mts', 'mjs', 'js', 'json'].map((extension) => `influxkit.config.${extension}`);

/** A configuration and the folder that its paths are seen from. */
export interface LoadedConfig {
  readonly config: GeneratorConfig;
  readonly baseDir: string;
  /** Absolute path of the file. */
  readonly file: string;
}

/**
 * Reads a configuration file by running it: TypeScript, JavaScript or JSON.
 * @param file path of the file; without it, `influxkit.config.ts` and the like are looked for in `cwd`
 * @throws ContractError if there is none, or it is not a configuration
 */
export async function loadConfig(file: string | undefined, cwd: string): Promise<LoadedConfig> {
  const path = findConfig(file, cwd);
  const config = await run(path);
  const problems = validateConfig(config);
  if (problems.length > 0) {
    throw new ContractError(problems.map((problem) => ({ ...problem, message: `${quote(path)}: ${problem.message}` })));
  }
  return { config: config as GeneratorConfig, baseDir: dirname(path), file: path };
}

function findConfig(file: string | undefined, cwd: string): string {
  const candidates = (file === undefined ? FILE_NAMES : [file]).map((name) => resolve(cwd, name));
  const found = candidates.find((path) => existsSync(path));
  if (found !== undefined) return found;
  const message =
    file === undefined ? `There is no influxkit.config.ts in ${quote(cwd)}` : `There is no file ${quote(file)}`;
  throw new ContractError([diagnose('config-missing', message)]);
}

/** This package by its own name: a module of it may not import its entry, which imports all of them. */
const GENERATOR: string = '@influxkit/generator';

/** Whether a configuration may need more of the generator than `defineConfig`, which alone is loaded sooner. */
function needsMore(text: string): boolean {
  const imports = [...text.matchAll(/\bfrom\s*['"]([^'"]+)['"]|\b(?:import|require)\s*\(/g)];
  return /emitter/i.test(text) || imports.some(([, specifier]) => specifier !== GENERATOR);
}

async function run(path: string): Promise<unknown> {
  try {
    const text = readRegularFile(path).toString('utf8');
    if (/\.json$/i.test(path)) return JSON.parse(text);
    const { createJiti } = await import('jiti');
    const jiti = createJiti(dirname(path), {
      moduleCache: false,
      // The generator that runs, wherever it is installed.
      virtualModules: { [GENERATOR]: needsMore(text) ? ((await import(GENERATOR)) as object) : { defineConfig } },
    });
    // Evaluated from its text: Node keeps a module that it has imported for ever, and `--watch` has to see what became
    // of it.
    const module = await jiti.evalModule(text, { filename: path, ext: '.ts', async: true, forceTranspile: true });
    return (module as { default?: unknown }).default ?? module;
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? error.name) : String(error);
    throw new ContractError([diagnose('config-failed', `${quote(path)} cannot be run: ${reason}`)]);
  }
}
