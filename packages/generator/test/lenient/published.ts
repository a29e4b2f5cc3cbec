import { ContractError, type Diagnostic } from '../../src/base/diagnostics.js';
import type { ProductConfig } from '../../src/config/product-config.js';
import { readingOptions } from '../../src/config/reading-options.js';
import type { LoadedContract } from '../../src/contract/document/openapi.js';
import { loadOverlaid, type OverlaidOptions } from '../../src/contract/overlay/apply-overlays.js';
import { emitClient } from '../../src/generate/emit/emit-client.js';
import { type ApiModel, buildModel } from '../../src/generate/model/build-model.js';
import { folderOf } from '../load/folder.js';

/** What comes of a contract that somebody published. */
export interface Published {
  readonly contract?: LoadedContract;
  readonly model?: ApiModel;
  readonly files: ReadonlyMap<string, string>;
  /** Codes of all that is reported, errors with an exclamation mark. */
  readonly reported: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads, models and emits a contract as `generate` does. The first file is the root. */
export async function published(
  files: Readonly<Record<string, string>>,
  settings: Partial<ProductConfig> = {},
  options: OverlaidOptions = {},
): Promise<Published> {
  const [input = ''] = Object.keys(files);
  const config: ProductConfig = { name: 'shop', input, output: 'generated', ...settings };
  const diagnostics: Diagnostic[] = [];
  const done = (rest: Partial<Published>): Published => ({
    files: new Map(),
    diagnostics,
    reported: diagnostics.map(({ code, severity }) => (severity === 'error' ? `${code}!` : code)),
    ...rest,
  });
  const report = (diagnostic: Diagnostic): number => diagnostics.push(diagnostic);
  let contract: LoadedContract;
  try {
    contract = await loadOverlaid(input, { baseDir: folderOf(files), ...readingOptions(config), ...options, report });
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    diagnostics.push(...error.diagnostics);
    return done({});
  }
  const model = buildModel(contract, config, report);
  return done({ contract, model, files: await emitClient(model, config) });
}

/** `api.pets.list GET /pets(id: string, query: …)` of every method, in the order of the contract. */
export function methodsOf({ model }: Published): string[] {
  return (model?.operations ?? []).map(({ name, method, path, signature }) => {
    const names = (signature.overloads[0]?.arguments ?? []).map((argument) => argument.name).join(', ');
    return `${name.join('.')}(${names}) ${method} ${path}`;
  });
}
