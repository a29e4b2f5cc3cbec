import { defineConfig, type UserConfig } from 'tsdown';

/**
 * How every package here is built: ES modules and CommonJS side by side, each with its own declarations.
 * No source maps: `src/` is not published, so they would point at nothing.
 */
export const library = (...entry: string[]): UserConfig =>
  defineConfig({
    entry,
    format: ['esm', 'cjs'],
    platform: 'neutral',
    target: 'es2022',
    fixedExtension: true,
    dts: { sourcemap: false },
    sourcemap: false,
    clean: true,
    report: false,
    logLevel: 'warn',
    deps: { skipNodeModulesBundle: true },
  }) as UserConfig;
