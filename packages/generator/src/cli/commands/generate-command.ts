import type { GeneratorConfig, ProductConfig } from '../../config/product-config.js';
import type { GenerateReport } from '../../generate/generate.js';
import { type Call, type Command, type ExitCode, UsageError } from '../command.js';
import { exitCodeOf } from '../exit-code.js';
import { productNameOf } from '../product-name.js';
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
    name: { value: 'NAME', short: 'n', help: 'Name of the product. Default: from the name of the contract.' },
    'client-name': { value: 'NAME', help: 'Name of the function that creates the client. Default: createName.' },
    'strip-prefix': { value: 'PATH', many: true, help: 'Path prefix that stays out of method names, such as /api/v2.' },
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
  'strip-prefix',
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
  if (input !== undefined) return { config: { products: [productOf(call, input)] }, baseDir: cwd };
  const { loadConfig } = await import('../../config/load-config.js');
  return loadConfig(call.text('config'), cwd);
}

function productOf(call: Call, input: string): ProductConfig {
  const optional = Object.entries({
    clientName: call.text('client-name'),
    bundle: call.text('bundle'),
    docs: call.text('docs'),
    refRoot: call.text('ref-root'),
    stripPrefix: call.flag('strip-prefix') ? call.list('strip-prefix') : undefined,
    allowRemoteRefs: call.flag('allow-remote-refs') || undefined,
  }).filter(([, value]) => value !== undefined);
  const name = call.text('name') ?? productNameOf(input);
  return { name, input, output: call.text('output') ?? '', ...Object.fromEntries(optional) };
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
