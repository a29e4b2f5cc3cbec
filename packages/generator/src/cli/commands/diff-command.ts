import { quote } from '../../base/diagnostics.js';
import { type ChangeSeverity, type ContractDiff, compareSeverity } from '../../lifecycle/diff/change.js';
import { type DiffFormat, diffContracts, formatDiff } from '../../lifecycle/diff/diff-contracts.js';
import { type Call, type Command, type ExitCode, UsageError } from '../command.js';
import { Progress } from '../progress.js';
import { chosenProduct, named, productsOf, readContractView } from './contract-arguments.js';

/** `influxkit diff`. */
export const diffCommand: Command = {
  name: 'diff',
  summary: 'tells what a change of contract means for callers.',
  usage: ['influxkit diff OLD NEW [--format text|json|markdown] [--fail-on major|minor] [--product NAME]'],
  positionals: ['OLD', 'NEW'],
  options: {
    format: { value: 'FORMAT', short: 'f', help: 'text, json or markdown. Default: text.' },
    'fail-on': { value: 'SEVERITY', help: 'Exits with 1 if a change is as severe: major, minor or patch.' },
    product: {
      value: 'NAME',
      short: 'p',
      help: 'Names methods as the product does. Default: the product that OLD or NEW is of.',
    },
    config: {
      value: 'FILE',
      short: 'c',
      help: 'The configuration. Default: influxkit.config.ts in this folder, if there is one.',
    },
    'ref-root': { value: 'DIR', help: 'Folder that $refs to files must stay in. Default: that of each contract.' },
    'allow-remote-refs': { help: 'Lets $refs lead to the network.' },
    'no-types': { help: 'Leaves out the view of the compiler, which takes seconds.' },
    all: { help: 'Lists every change of words in the text, too.' },
  },
  run,
};

/** From so many on, comparing takes long enough for a log to say that it goes on. */
const manyPaths = 200;

async function run(call: Call): Promise<ExitCode> {
  const format = choice(call, 'format', ['text', 'json', 'markdown'] as const) ?? 'text';
  const failOn = choice(call, 'fail-on', ['major', 'minor', 'patch'] as const);
  const [oldArgument, newArgument] = call.positionals;
  if (oldArgument === undefined || newArgument === undefined) {
    throw new UsageError('Two contracts are needed, OLD and NEW: a file, an address, or the name of a product.');
  }
  const products = await productsOf(call);
  const [old, now] = [named(oldArgument, products, call.io.cwd), named(newArgument, products, call.io.cwd)];
  const chosen = chosenProduct(call, products);
  const types = !call.flag('no-types');
  // Of a small contract there is something to see before anyone asks; a terminal clears the line again.
  const progress = (isLong: boolean): Progress => new Progress(call.io, !isLong && !call.io.isTerminal);
  const reading = progress(false);
  const compare = async (): Promise<ContractDiff> => {
    reading.tell('reading the old contract');
    const before = await readContractView(call, old, chosen ?? old.product ?? now.product);
    reading.tell('reading the new contract');
    const after = await readContractView(call, now, chosen ?? now.product ?? old.product);
    const paths = Object.keys(after.document.paths ?? {}).length;
    const how = types ? ', also as the compiler sees them; --no-types is faster' : '';
    progress(paths >= manyPaths).tell(`comparing the operations of ${paths} paths${how}`);
    return diffContracts(before, after, { types });
  };
  const diff = await compare().finally(() => reading.clear());
  call.io.out(formatDiff(diff, format satisfies DiffFormat, textOptions(call)));
  return failOn !== undefined && reaches(diff.severity, failOn) ? 1 : 0;
}

/** Whether a severity is the limit or beyond it. */
export function reaches(severity: ChangeSeverity | 'none', limit: ChangeSeverity): boolean {
  return compareSeverity(severity, limit) >= 0;
}

export function textOptions(call: Call): { width?: number; color: boolean; all: boolean } {
  const { columns } = process.stdout;
  return {
    color: call.io.useColor && process.stdout.isTTY === true,
    all: call.flag('all'),
    ...(columns && { width: columns }),
  };
}

/** An option that takes one of a few values. */
export function choice<Value extends string>(call: Call, option: string, values: readonly Value[]): Value | undefined {
  const given = call.text(option);
  const value = values.find((item) => item === given);
  if (given !== undefined && value === undefined) {
    throw new UsageError(`--${option} is ${quote(given)}; it takes ${values.join(', ')}.`);
  }
  return value;
}
