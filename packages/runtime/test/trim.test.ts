import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { trimOpenapiFetch } from '../build/trim-openapi-fetch.js';

const file = createRequire(import.meta.url)
  .resolve('openapi-fetch')
  .replace(/\.cjs$/, '.mjs');

test('what is never called is not in our build of openapi-fetch, and all else is', () => {
  const code = readFileSync(file, 'utf8');
  const trimmed = trimOpenapiFetch().transform(code, file)?.code ?? '';
  for (const name of ['createQuerySerializer', 'defaultPathSerializer', 'defaultBodySerializer']) {
    expect(code).toContain(`function ${name}(`);
    expect(trimmed).not.toContain(`function ${name}(`);
    expect(trimmed).toContain(`const ${name} = undefined;`);
  }
  for (const name of ['GET', 'PUT', 'POST', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH', 'TRACE']) {
    expect(code).toContain(`    ${name}(url, init) {`);
    expect(trimmed).not.toContain(`${name}(url`);
  }
  expect(code).toContain('process.versions.undici');
  expect(trimmed).not.toContain('process');
  for (const name of ['request', 'use', 'eject']) expect(trimmed).toContain(`    ${name}(`);
  for (const name of ['createClient', 'mergeHeaders', 'createFinalURL']) expect(trimmed).toContain(`function ${name}(`);
});

test('another openapi-fetch, with other names, fails the build instead of growing unseen', () => {
  expect(() => trimOpenapiFetch().transform('export {};', '/node_modules/openapi-fetch/dist/index.mjs')).toThrow(
    'openapi-fetch must have function createQuerySerializer 1×; got 0',
  );
  expect(trimOpenapiFetch().transform('export {};', '/node_modules/other/dist/index.mjs')).toBeUndefined();
});

test('the tests run on our build of it', async () => {
  expect(((await import('openapi-fetch')) as Record<string, unknown>)['createQuerySerializer']).toBeUndefined();
});
