import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { defineConfig, type UserConfig } from 'tsdown';

/**
 * How every package here is built: ES modules and CommonJS side by side. Declarations are written once, as those of
 * CommonJS, which those of the ES modules re-export: it halves what an install takes, and a class or a type is the same one
 * however it was imported. (The other way round, a CommonJS module could not have them before TypeScript 5.8.)
 * No source maps: `src/` is not published, so they would point at nothing.
 */
export const library = (...entry: string[]): UserConfig =>
  defineConfig({
    entry,
    format: { esm: { dts: false }, cjs: { dts: { sourcemap: false } } },
    platform: 'neutral',
    target: 'es2022',
    fixedExtension: true,
    sourcemap: false,
    clean: true,
    report: false,
    logLevel: 'warn',
    deps: { skipNodeModulesBundle: true },
    hooks: {
      'build:done': ({ options }) => {
        if (options.format !== 'cjs') return;
        for (const path of entry) {
          const name = basename(path, '.ts');
          writeFileSync(join(options.outDir, `${name}.d.mts`), `export * from './${name}.cjs';\n`);
        }
      },
    },
  }) as UserConfig;
