import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

/** What a bundler makes of a module beside the package; the runtime is left out. */
async function bundle(code: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: fileURLToPath(new URL('.', import.meta.url)), loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    external: ['@influxkit/runtime'],
    write: false,
    logLevel: 'silent',
  });
  return outputFiles.map(({ text }) => text).join('');
}

describe('bundles hold what is used', () => {
  it('one descriptor alone is one descriptor', async () => {
    const code = await bundle(`import { databasesList } from '../src/core.js'; console.log(databasesList);`);
    expect(code).toContain('databases.list');
    expect(code).not.toContain('triggers');
    // The names of the features that others need are imported as well here, where the runtime is left out.
    expect(code.length).toBeLessThan(500);
  });

  it('types alone are nothing', async () => {
    const code = await bundle(
      `import type { AdminTokenObject } from '../src/core.js'; export let t: AdminTokenObject;`,
    );
    expect(code).not.toContain('api/v3');
  });

  it.each([
    ['core', 1300],
    ['enterprise', 2300],
    ['cloud', 800],
    ['management', 600],
    ['data', 600],
  ])('the registry of %s is at most %i bytes, compressed', async (entry, limit) => {
    const code = await bundle(`import { registry } from '../src/${entry}.js'; console.log(registry);`);
    expect(gzipSync(code, { level: 9 }).length).toBeLessThanOrEqual(limit);
  });
});
