import { appendFileSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/base/files.js';
import { resolveProduct } from '../../src/config/resolve-product.js';
import { hashConfig, isUnchanged, type Manifest, readManifest } from '../../src/generate/write/manifest.js';
import { folderOf } from '../load/folder.js';

const CONFIG = { name: 'pets', input: 'api/openapi.yaml', output: 'out', bundle: 'openapi.json' };

function written(): { folder: string; product: ReturnType<typeof resolveProduct>; manifest: Manifest } {
  const files = {
    'api/openapi.yaml': 'root',
    'api/part.yaml': 'part',
    'out/client.ts': 'client',
    'openapi.json': '{}',
  };
  const folder = folderOf(files);
  const product = resolveProduct(CONFIG, folder);
  const manifest: Manifest = {
    generator: 'influxkit 1.0.0',
    config: hashConfig(product),
    operations: 1,
    schemas: 2,
    warnings: 0,
    inputs: { '../api/openapi.yaml': sha256('root'), '../api/part.yaml': sha256('part') },
    outputs: { 'client.ts': sha256('client'), '../openapi.json': sha256('{}') },
  };
  writeFileSync(join(folder, 'out/manifest.json'), JSON.stringify(manifest));
  return { folder, product, manifest };
}

test('files that are as the manifest says are recognised', () => {
  const { product, manifest } = written();
  expect(readManifest(product.output)).toEqual(manifest);
  expect(isUnchanged(manifest, product, 'influxkit 1.0.0')).toBe(true);
});

describe('any change is noticed', () => {
  const files = ['api/openapi.yaml', 'api/part.yaml', 'out/client.ts', 'openapi.json'];
  test.each(files)('of %s', (file) => {
    const { folder, product, manifest } = written();
    appendFileSync(join(folder, file), ' ');
    expect(isUnchanged(manifest, product, 'influxkit 1.0.0')).toBe(false);
  });

  test('of the generator', () => {
    const { product, manifest } = written();
    expect(isUnchanged(manifest, product, 'influxkit 1.0.1')).toBe(false);
  });

  const options = [
    { name: 'dogs' },
    { input: 'api/part.yaml' },
    { bundle: 'other.json' },
    { docs: 'OPERATIONS.md' },
    { clientName: 'createZoo' },
    { names: { a: 'b' } },
    { stripPrefix: '/v1' },
    { pagination: { a: false } as const },
    { codecs: { a: { 'text/csv': 'text' } } as const },
    { idempotent: ['a'] },
    { runtimePackage: 'other' },
    { overlays: ['o.yaml'] },
    { allowRemoteRefs: true },
    { refRoot: '.' },
  ];
  test.each(options)('of the option %j', (option) => {
    const { folder, manifest } = written();
    const product = resolveProduct({ ...CONFIG, ...option }, folder);
    expect(isUnchanged(manifest, product, 'influxkit 1.0.0')).toBe(false);
  });
});

test('the order in which options are written, and the folder that the repository is in, make no difference', () => {
  const names = { a: 'x.y', b: 'z' };
  const one = resolveProduct({ ...CONFIG, names, refRoot: 'api' }, '/one/place');
  const two = resolveProduct(
    {
      names: { b: 'z', a: 'x.y' },
      refRoot: 'api/',
      bundle: './openapi.json',
      output: 'out/',
      input: 'api/openapi.yaml',
      name: 'pets',
    },
    '/somewhere/else',
  );
  expect(hashConfig(one)).toBe(hashConfig(two));
  const upstream = { upstream: 'https://example.invalid/openapi.json', upstreamOverlays: ['o.yaml'] };
  expect(hashConfig(resolveProduct({ ...CONFIG, names, refRoot: 'api', ...upstream }, '/one/place'))).toBe(
    hashConfig(one),
  );
});

test('a manifest that is older than the generator, or is none, is not relied on', () => {
  const { product } = written();
  const path = join(product.output, 'manifest.json');
  utimesSync(path, 1000, 1000);
  expect(readManifest(product.output, 999_000)).toBeDefined();
  expect(readManifest(product.output, 1_001_000)).toBeUndefined();
  const text = readFileSync(path, 'utf8');
  for (const broken of [
    '',
    '[]',
    '{}',
    text.slice(1),
    text.replace('influxkit 1.0.0', 'other'),
    text.replace('"warnings":0', '"warnings":"0"'),
  ]) {
    writeFileSync(path, broken);
    expect(readManifest(product.output)).toBeUndefined();
  }
});
