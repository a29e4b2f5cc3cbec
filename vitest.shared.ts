import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { entries } from './scripts/entries.mjs';

const root = new URL('./', import.meta.url);

/**
 * Tests read the sources of the packages beside them, as the compiler does: nothing has to be built first. What `#flight`
 * and `#node-http` stand for goes by the runtime, as in the manifest of `@influxkit/influxdb`.
 */
const aliasFor = (runtime: 'node' | 'page') =>
  [
    ...entries().map(({ name, source }) => ({ name, source })),
    { name: '#flight', source: `packages/influxdb/src/${runtime === 'node' ? 'with' : 'no'}-flight.ts` },
    { name: '#node-http', source: `packages/influxdb/src/${runtime === 'node' ? 'with' : 'no'}-node-http.ts` },
  ].map(({ name, source }) => ({ find: new RegExp(`^${name}$`), replacement: new URL(source, root).pathname }));

/**
 * What a test, a hook or a wait for an event has before it counts as stuck. No test passes or fails by how long it takes,
 * so this is far beyond what the slowest needs on a machine that is busy with other work.
 */
const STUCK = 600_000;

/**
 * A run by a script of npm reports to a file of the script's name: `scripts/test.mjs` reads what failed from it, and
 * `scripts/test-counts.mjs` how many there are. `npx vitest` writes none.
 */
const script = process.env['npm_lifecycle_event'] ?? '';
const report = `test-results/${script.replaceAll(':', '-')}.json`;

/** What the tests of one package have in common, and where they run. */
export const unitTests = (test: ViteUserConfig['test'] = {}, runtime: 'node' | 'page' = 'node'): ViteUserConfig =>
  defineConfig({
    resolve: { alias: aliasFor(runtime) },
    test: {
      include: ['test/**/*.test.ts'],
      // In `npm test` the files of a package share what they import: to load the compiler and the sources for each took a third
      // of the time. A test puts back what it changes in its process. The large suites measure memory and fill it.
      isolate: script !== 'test',
      testTimeout: STUCK,
      hookTimeout: STUCK,
      teardownTimeout: STUCK,
      expect: { poll: { interval: 5, timeout: STUCK / 2 } },
      reporters: /^test\b/.test(script) ? ['default', ['json', { outputFile: report }]] : ['default'],
      ...test,
    },
  });
