import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type ApiModel,
  buildModel,
  emitClient,
  type LoadedContract,
  loadContract,
  type ProductConfig,
} from '@influxkit/generator';
import { msw } from '../src/index.js';
import type * as seeded from '../src/seeded.js';

export const root: string = fileURLToPath(new URL('../../..', import.meta.url));

/** What `mocks.ts` exports, whichever contract it is of. */
export interface Mocks {
  routes(seed?: seeded.Seed): seeded.Route[];
  route(name: string, status: number, body?: unknown, options?: seeded.RouteOptions): seeded.Route;
  sample(name: string, status: number, seed?: seeded.Seed): unknown;
}

export interface Emitted {
  readonly contract: LoadedContract;
  readonly model: ApiModel;
  readonly files: ReadonlyMap<string, string>;
}

/** The files of a contract, by the path of the repository. */
export async function emitted(input: string, settings: Partial<ProductConfig> = {}): Promise<Emitted> {
  const config = { name: 'api', output: '', emitters: [msw], ...settings, input: join(root, input) };
  const contract = await loadContract(config.input);
  const model = buildModel(contract, config, ({ severity, message }) => {
    if (severity === 'error') throw new Error(message);
  });
  return { contract, model, files: await emitClient(model, config) };
}

/** The module of these files, as it runs. */
export async function imported<Module = Mocks>(files: ReadonlyMap<string, string>, name = 'mocks.ts'): Promise<Module> {
  const folder = mkdtempSync(join(tmpdir(), 'influxkit-emit-msw-'));
  for (const [file, text] of files) writeFileSync(join(folder, file), text);
  return (await import(join(folder, name))) as Module;
}
