import { readFileSync } from 'node:fs';
import type { ProductConfig } from '../../src/config/product-config.js';
import { emitClient } from '../../src/generate/emit/emit-client.js';
import { buildModel } from '../../src/generate/model/build-model.js';
import { configOf, contractOf } from '../model/contract.js';

/** The document of a file under `test/fixtures`. */
export function fixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8'));
}

/** The files of a document that has no errors. */
export async function generate(document: unknown, settings: Partial<ProductConfig> = {}): Promise<Map<string, string>> {
  const contract = contractOf(document);
  const config = configOf(settings);
  const model = buildModel(contract, config, ({ severity, message, fix }) => {
    if (severity === 'error') throw new Error(`${message} ${fix}`);
  });
  return emitClient(model, config);
}
