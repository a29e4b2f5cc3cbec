// npm run coverage: the tests of all packages in one run, and what lines of their sources none of them reaches.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: ['packages/*'],
    coverage: {
      provider: 'v8',
      // Files that no test loads count, too.
      include: ['packages/*/src/**/*.ts'],
      exclude: ['packages/*/src/generated/**'],
      reporter: ['text-summary', 'html', 'json-summary'],
      reportOnFailure: true,
    },
  },
});
