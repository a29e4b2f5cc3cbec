import { resolve } from 'node:path';
import { quote } from '../../base/diagnostics.js';
import type { GeneratorConfig, ProductConfig } from '../../config/product-config.js';
import type { GenerateReport } from '../../generate/generate.js';
import { type Call, type Command, type ExitCode, UsageError } from '../command.js';
import { exitCodeOf } from '../exit-code.js';
import { productName, productNameOf } from '../product-name.js';
import { Progress } from '../progress.js';
import { problemsText, summaryText } from '../summary.js';

/** `influxkit generate`. */
export const generateCommand: Command = {
  name: 'generate',
  summary: 'generates typed clients from OpenAPI contracts.',
  usage: [
    'influxkit generate [--config FILE] [--product NAME …] [--check | --watch] [--force] [--json]',
    'influxkit generate --input FILE --output DIR [--name NAME] [--check | --watch] [--force] [--json]',
  ],
  options: {
    config: { value: 'FILE', short: 'c', help: 'The configuration. Default: influxkit.config.ts in this folder.' },
    product: { value: 'NAME', short: 'p', many: true, help: 'Only the product of this name. Default: all.' },
    input: { value: 'FILE', short: 'i', help: 'Without a configuration: the contract, a file or a URL.' },
    output: { value: 'DIR', short: 'o', help: 'Without a configuration: the folder for the generated modules.' },
    name: { value: 'NAME', short: 'n', help: 'Name of the product. Default: once from the title of the contract.' },
    'client-name': { value: 'NAME', help: 'Name of the function that creates the client. Default: createName.' },
    naming: { value: 'BY', help: 'What methods are named by: path or operationId. Default: path.' },
    flat: { help: 'With --naming operationId: names stand below no tag.' },
    'strip-prefix': { value: 'PATH', many: true, help: 'Path prefix that stays out of method names, such as /api/v2.' },
    overlay: { value: 'FILE', many: true, help: 'An overlay that is applied before the contract is checked.' },
    'include-tag': { value: 'TAG', many: true, help: 'Only operations with this tag.' },
    'include-path': { value: 'PATH', many: true, help: 'Only operations of this path; * stands for any characters.' },
    'include-operation': { value: 'ID', many: true, help: 'Only the operation of this id.' },
    'exclude-tag': { value: 'TAG', many: true, help: 'No operations with this tag.' },
    'exclude-path': { value: 'PATH', many: true, help: 'No operations of this path.' },
    'exclude-operation': { value: 'ID', many: true, help: 'Not the operation of this id.' },
    'exclude-deprecated': { help: 'No operations that the contract advises against.' },
    strict: { help: 'Makes every warning an error.' },
    diagnostics: { value: 'CODE=LEVEL', many: true, help: 'How severe a code is: off, warning or error.' },
    limit: { value: 'NAME=NUMBER', many: true, help: 'What the contract may cost to read, such as maxBytes=50000000.' },
    'import-extension': { value: 'EXT', help: 'Ending in imports: .js, .ts, .mjs or .mts. Default: .js.' },
    bundle: { value: 'FILE', help: 'Also writes the contract as one JSON document.' },
    docs: { value: 'FILE', help: 'Also writes a table of all operations, in Markdown.' },
    'ref-root': { value: 'DIR', help: 'Folder that $refs to files must stay in. Default: that of the contract.' },
    'allow-remote-refs': { help: 'Lets $refs lead to the network.' },
    check: { help: 'Writes nothing; exits with 1 and a list if something would change.' },
    watch: { short: 'w', help: 'Generates again whenever a contract or the configuration changes.' },
    force: { short: 'f', help: 'Generates even if nothing has changed.' },
    json: { help: 'Prints the report as JSON.' },
  },
  run,
};

/** Options that describe a product, and so have no place beside a configuration. */
const PRODUCT_OPTIONS = [
  'output',
  'name',
  'client-name',
  'naming',
  'flat',
  'strip-prefix',
  'overlay',
  'include-tag',
  'include-path',
  'include-operation',
  'exclude-tag',
  'exclude-path',
  'exclude-operation',
  'exclude-deprecated',
  'strict',
  'diagnostics',
  'limit',
  'import-extension',
  'bundle',
  'docs',
  'ref-root',
  'allow-remote-refs',
];

/** A configuration, the folder its paths are seen from, and the file it is in. */
interface Work {
  readonly config: GeneratorConfig;
  readonly baseDir: string;
  readonly file?: string;
}

async function run(call: Call): Promise<ExitCode> {
  checkCombinations(call);
  if (call.flag('watch')) {
    const { watch } = await import('../watch.js');
    return watch(
      call.io,
      () => readWork(call),
      (work) => runOnce(call, work),
    );
  }
  const { ok, diagnostics } = await runOnce(call, await readWork(call));
  return ok ? 0 : exitCodeOf(diagnostics);
}

function checkCombinations(call: Call): void {
  if (call.flag('check') && call.flag('watch')) throw new UsageError('--check and --watch exclude each other.');
  if (call.flag('input')) {
    for (const option of ['config', 'product']) {
      if (call.flag(option)) throw new UsageError(`--input and --${option} exclude each other.`);
    }
    if (!call.flag('output')) throw new UsageError('--input needs --output: the folder for the generated modules.');
    return;
  }
  const misplaced = PRODUCT_OPTIONS.find((option) => call.flag(option));
  if (misplaced)
    throw new UsageError(`--${misplaced} goes with --input; in a configuration it is an option of a product.`);
}

async function readWork(call: Call): Promise<Work> {
  const { cwd } = call.io;
  const input = call.text('input');
  if (input !== undefined) return { config: { products: [await productOf(call, input)] }, baseDir: cwd };
  const { loadConfig } = await import('../../config/load-config.js');
  return loadConfig(call.text('config'), cwd);
}

async function productOf(call: Call, input: string): Promise<ProductConfig> {
  const output = call.text('output') ?? '';
  const list = (option: string): readonly string[] | undefined => (call.flag(option) ? call.list(option) : undefined);
  const given = (options: Record<string, unknown>): Record<string, unknown> =>
    Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const selection = (side: 'include' | 'exclude'): Record<string, unknown> | undefined => {
    const options = given({
      tags: list(`${side}-tag`),
      paths: list(`${side}-path`),
      operations: list(`${side}-operation`),
      deprecated: (side === 'exclude' && call.flag('exclude-deprecated')) || undefined,
    });
    return Object.keys(options).length > 0 ? options : undefined;
  };
  const by = call.text('naming');
  if (call.flag('flat') && by !== 'operationId') throw new UsageError('--flat goes with --naming operationId.');
  const optional = given({
    clientName: call.text('client-name'),
    naming: call.flag('flat') ? { by, tags: false } : by,
    bundle: call.text('bundle'),
    docs: call.text('docs'),
    refRoot: call.text('ref-root'),
    stripPrefix: list('strip-prefix'),
    overlays: list('overlay'),
    include: selection('include'),
    exclude: selection('exclude'),
    strict: call.flag('strict') || undefined,
    diagnostics: pairsOf(call, 'diagnostics', (level) => level),
    limits: pairsOf(call, 'limit', Number),
    importExtension: call.text('import-extension'),
    allowRemoteRefs: call.flag('allow-remote-refs') || undefined,
  });
  const name = call.text('name') ?? (await nameOf(call, input, output));
  return { name, input, output, ...optional };
}

/** Values such as `path-duplicate=error`, by what stands before the equals sign. */
function pairsOf<Value>(call: Call, option: string, read: (text: string) => Value): Record<string, Value> | undefined {
  if (!call.flag(option)) return undefined;
  return Object.fromEntries(
    call.list(option).map((pair) => {
      const [, key, value] = /^([^=]+)=(.+)$/.exec(pair) ?? [];
      if (key === undefined || value === undefined) {
        throw new UsageError(`--${option} is ${quote(pair)}; it takes a name, an equals sign and a value.`);
      }
      return [key, read(value)];
    }),
  );
}

/**
 * The name of a product that has no configuration: the one that it was generated by before, so that a contract that
 * changes its title renames nothing; the first time, the contract's title, or the name of its file where that says nothing.
 */
async function nameOf(call: Call, input: string, output: string): Promise<string> {
  const { cwd } = call.io;
  const { readManifest } = await import('../../generate/write/manifest.js');
  const before = readManifest(resolve(cwd, output))?.name;
  if (before !== undefined) return before;
  const { titleOf } = await import('../../contract/load/title-of.js');
  return productName((await titleOf(input, cwd)) ?? '') ?? productNameOf(input);
}

export async function runOnce(call: Call, { config, baseDir }: Work): Promise<GenerateReport> {
  const { io } = call;
  const { runGeneration } = await import('../../generate/generate.js');
  const json = call.flag('json');
  const progress = new Progress(io, json);
  const products = call.list('product');
  const report = await runGeneration(config, {
    baseDir,
    check: call.flag('check'),
    force: call.flag('force'),
    builtAt: io.builtAt,
    onProgress: (product, step) => progress.show(product, step),
    ...(products.length > 0 && { products }),
  });
  progress.clear();
  if (json) {
    io.out(`${JSON.stringify({ ...report, check: call.flag('check') })}\n`);
  } else {
    io.err(problemsText(report, io.useColor));
    io.out(summaryText(report, call.flag('check')));
  }
  return report;
}
