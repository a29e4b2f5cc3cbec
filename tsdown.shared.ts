import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { defineConfig, type UserConfig } from 'tsdown';
import { publishDeclarations } from './tsdown.declarations.ts';

/**
 * How every package here is built: ES modules and CommonJS side by side. Declarations are written once, as those of
 * CommonJS, which those of the ES modules re-export: it halves what an install takes, and a class or a type is the same one
 * however it was imported. (The other way round, a CommonJS module could not have them before TypeScript 5.8.)
 * Declarations have maps and their sources beside them, and the comments are there: JavaScript has none, and no map
 * (decision 7).
 */
export const library = (...entry: string[]): UserConfig =>
  defineConfig({
    entry,
    format: { esm: { dts: false }, cjs: { dts: { sourcemap: true } } },
    platform: 'neutral',
    target: 'es2022',
    fixedExtension: true,
    sourcemap: false,
    // What others wrote has its licence in NOTICE.md. What CommonJS exports never changes once it is there.
    outputOptions: { externalLiveBindings: false, comments: { jsdoc: false, legal: false, annotation: true } },
    clean: true,
    report: false,
    logLevel: 'warn',
    deps: { skipNodeModulesBundle: true },
    plugins: [sharedInternals()],
    hooks: {
      'build:done': ({ options }) => {
        if (options.format === 'es') declareToJsr(options.cwd, options.outDir, entry);
        if (options.format !== 'cjs') return;
        for (const path of entry) {
          const name = basename(path, '.ts');
          writeFileSync(join(options.outDir, `${name}.d.mts`), `export * from './${name}.cjs';\n`);
        }
        publishDeclarations(options.cwd, options.outDir);
        publishContracts(options.cwd, options.outDir);
      },
    },
  }) as UserConfig;

/** The entry of the runtime that has what several packages need of the private package, and its source. */
const SHARED = '@influxkit/runtime/internal';
const SHARED_SOURCE = join(import.meta.dirname, 'packages/runtime/src/internal.ts');

/**
 * Has a package that depends on the runtime import from there what the runtime has of `@influxkit/internal`, in place of a
 * copy of its own: decision 18 says what that saves. What the runtime has not is inlined, as it is in all other packages.
 * The runtime imports it from that entry, too: so all of it is in the entry's file, not in one for each set of entries that
 * share something.
 */
function sharedInternals(): { name: string; transform: (code: string, id: string) => string | undefined } {
  const { name, dependencies = {} } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    name: string;
    dependencies?: object;
  };
  const isRuntime = SHARED.startsWith(`${name}/`);
  const source = readFileSync(SHARED_SOURCE, 'utf8');
  const shared = new Set([...source.matchAll(/'@influxkit\/internal\/([\w-]+)'/g)].map(([, module]) => module));
  return {
    name: 'shared-internals',
    transform: (code, id) => {
      if (!isRuntime && !('@influxkit/runtime' in dependencies)) return undefined;
      // Modules that are inlined import each other by their paths.
      const isInternal = dirname(id.replaceAll('\\', '/')).endsWith('packages/internal/src');
      if (isRuntime && (isInternal || id === SHARED_SOURCE)) return undefined;
      const imported = isInternal ? /'\.\/([\w-]+)\.js'/g : /'@influxkit\/internal\/([\w-]+)'/g;
      const entry = isRuntime ? SHARED_SOURCE : SHARED;
      return code.replace(imported, (specifier, module: string) => (shared.has(module) ? `'${entry}'` : specifier));
    },
  };
}

/** The sources of a package's entries, as its manifest lists them: what has an entry is named nowhere else. */
export const sourcesOf = (exported: object): string[] =>
  Object.keys(exported)
    .filter((path) => !path.endsWith('.json'))
    .map((path) => `src/${path === '.' ? 'index' : path.slice(2)}.ts`);

/** In a package that JSR takes, each module says itself where its declarations are, which is how JSR knows. */
function declareToJsr(folder: string, published: string, entry: readonly string[]): void {
  if (!existsSync(join(folder, 'jsr.json'))) return;
  for (const path of entry) {
    const name = basename(path, '.ts');
    const module = join(published, `${name}.mjs`);
    writeFileSync(module, `/* @ts-self-types="./${name}.d.cts" */\n${readFileSync(module, 'utf8')}`);
  }
}

/**
 * Writes the contracts of a package, its `openapi.json` or those in `openapi/`, to where they are published, without the
 * white space that makes a change of them readable in git: it would be half of what they take of an install.
 */
function publishContracts(folder: string, published: string): void {
  const several = join(folder, 'openapi');
  const files = existsSync(several) ? readdirSync(several).map((file) => join('openapi', file)) : ['openapi.json'];
  for (const file of files.filter((name) => existsSync(join(folder, name)))) {
    const path = join(published, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(JSON.parse(readFileSync(join(folder, file), 'utf8'))));
  }
}
