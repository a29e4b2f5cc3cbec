import { buildModel, emitClient, loadContract, type ProductConfig } from '@influxkit/generator';
import { pages } from '../../src/paths.js';

/**
 * The clients that the generator's README and the pages of the generator import: generated, as they say. The shop is the one
 * that its examples run with, and freight the contract of the calls beside those of other generators.
 */
const clients: readonly ProductConfig[] = [
  { name: 'pets', input: 'pets.yaml', output: 'generated' },
  {
    name: 'shop',
    input: '../../../tests/examples/src/readme/shop.json',
    output: 'shop',
    bind: { headers: ['X-Account'], path: ['accountId'] },
  },
  { name: 'freight', input: '../../../bench/comparison/contract.yaml', output: 'freight' },
];

/** Their files, by the paths at which pages import them. */
export async function generatedClients(): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const config of clients) {
    const contract = await loadContract(`${pages}/test/fixtures/${config.input}`);
    const model = buildModel(contract, config, ({ severity, message }) => {
      if (severity === 'error') throw new Error(message);
    });
    for (const [name, text] of await emitClient(model, config)) files.set(`${config.output}/${name}`, text);
  }
  return files;
}
