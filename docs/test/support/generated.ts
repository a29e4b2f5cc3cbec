import { buildModel, emitClient, loadContract, type ProductConfig } from '@influxkit/generator';
import { pages } from '../../src/paths.js';

/** The client that the generator's README imports as `./generated/index.js`: generated, as it says. */
export async function generatedPets(): Promise<ReadonlyMap<string, string>> {
  const config: ProductConfig = { name: 'pets', input: `${pages}/test/fixtures/pets.yaml`, output: 'generated' };
  const contract = await loadContract(config.input);
  const model = buildModel(contract, config, ({ severity, message }) => {
    if (severity === 'error') throw new Error(message);
  });
  return await emitClient(model, contract, config);
}
