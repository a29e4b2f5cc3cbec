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
    const code = await bundle(`import { bucketsList } from '../src/index.js'; console.log(bucketsList);`);
    expect(code).toContain('buckets.list');
    expect(code).not.toContain('authorizations');
    // The names of the features that others need are imported as well here, where the runtime is left out.
    expect(code.length).toBeLessThan(500);
  });

  it('types alone are nothing', async () => {
    expect(await bundle(`import type { Bucket } from '../src/index.js'; export let bucket: Bucket;`)).not.toContain(
      'api/v2',
    );
  });

  it('the registry of all operations is at most 2.5 kB, compressed', async () => {
    const code = await bundle(`import { registry } from '../src/index.js'; console.log(registry);`);
    expect(gzipSync(code, { level: 9 }).length).toBeLessThanOrEqual(2500);
  });

  it('the whole client brings the registry once, and no descriptor beside it', async () => {
    const code = await bundle(`import { createOssV2 } from '../src/index.js'; console.log(createOssV2);`);
    expect(code).toContain('0.routes');
    expect(code).not.toContain('name:"buckets.');
  });
});
