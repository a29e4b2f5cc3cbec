import { shownPath } from '../../base/paths.js';
import { isUrl } from '../../base/urls.js';
import { formatDiff } from '../../lifecycle/diff/diff-contracts.js';
import type { PullReport } from '../../lifecycle/pull/pull.js';
import { type Call, type Command, type ExitCode, UsageError } from '../command.js';
import { choice, textOptions } from './diff-command.js';

/** `influxkit pull`. */
export const pullCommand: Command = {
  name: 'pull',
  summary: 'compares a contract with what its API says upstream, and writes stubs of what is new.',
  usage: ['influxkit pull [SOURCE] --product NAME [--apply] [--format text|json|markdown]'],
  positionals: ['SOURCE'],
  options: {
    product: { value: 'NAME', short: 'p', help: 'The product whose contract is compared. Default: the only one.' },
    apply: { help: 'Writes stubs of new operations, parameters, statuses and schemas into the contract.' },
    format: { value: 'FORMAT', short: 'f', help: 'text, json or markdown. Default: text.' },
    config: { value: 'FILE', short: 'c', help: 'The configuration. Default: influxkit.config.ts in this folder.' },
    'no-types': { help: 'Leaves out the view of the compiler, which takes seconds.' },
  },
  run,
};

async function run(call: Call): Promise<ExitCode> {
  const format = choice(call, 'format', ['text', 'json', 'markdown'] as const) ?? 'text';
  const { loadConfig } = await import('../../config/load-config.js');
  const { pull } = await import('../../lifecycle/pull/pull.js');
  const { config, baseDir } = await loadConfig(call.text('config'), call.io.cwd);
  const [only, ...more] = config.products;
  const product = call.text('product') ?? (more.length === 0 ? only?.name : undefined);
  if (product === undefined) {
    throw new UsageError(`--product is needed: one of ${config.products.map(({ name }) => name).join(', ')}.`);
  }
  const [source] = call.positionals;
  const report = await pull({
    config,
    baseDir,
    product,
    apply: call.flag('apply'),
    types: !call.flag('no-types'),
    ...(source !== undefined && { source }),
  });
  if (format === 'json') call.io.out(`${JSON.stringify(report, null, 2)}\n`);
  else
    call.io.out(
      `${heading(call, report, format)}${formatDiff(report.diff, format, textOptions(call))}${footing(call, report)}`,
    );
  return 0;
}

const counted = [
  ['operations', 'operation'],
  ['parameters', 'parameter'],
  ['statuses', 'status'],
  ['schemas', 'schema'],
] as const;

function heading({ io }: Call, { product, source, additions }: PullReport, format: 'text' | 'markdown'): string {
  const counts = counted.map(([many, one]) => `${additions[many].length} ${additions[many].length === 1 ? one : many}`);
  const title = `${product} and ${shown(io, source)}`;
  return `${format === 'markdown' ? `# ${title}\n\n` : `${title}\n`}New upstream: ${counts.join(', ')}.\n\n`;
}

function shown({ cwd }: Call['io'], path: string): string {
  return isUrl(path) ? path : shownPath(cwd, path);
}

function footing({ io }: Call, { written, skipped }: PullReport): string {
  const lines = [
    ...written.map(({ what, file }) => `wrote ${what} to ${shown(io, file)}`),
    ...skipped.map(({ what, why }) => `left out ${what}: ${why}`),
  ];
  if (written.length > 0) {
    lines.push(
      '',
      'Describe what was written and remove its `x-influxkit-review`. What changed or is gone is yours to decide.',
    );
  }
  return lines.length === 0 ? '' : `\n${lines.join('\n')}\n`;
}
