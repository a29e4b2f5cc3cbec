import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { quote } from '../../base/diagnostics.js';
import { reasonOf } from '../../base/files.js';
import { shownAddress } from '../../base/urls.js';
import { formatDiff } from '../../lifecycle/diff/diff-contracts.js';
import type { PullReport } from '../../lifecycle/pull/pull.js';
import { pullSummary } from '../../lifecycle/pull/pull-summary.js';
import { type Call, type Command, type ExitCode, UsageError } from '../command.js';
import { choice, reaches, textOptions } from './diff-command.js';

/** `influxkit pull`. */
export const pullCommand: Command = {
  name: 'pull',
  summary: 'compares a contract with what its API says upstream, and writes stubs of what is new.',
  usage: [
    'influxkit pull [SOURCE] --product NAME [--apply] [--fail-on SEVERITY] [--summary FILE] [--format text|json|markdown]',
  ],
  positionals: ['SOURCE'],
  options: {
    product: { value: 'NAME', short: 'p', help: 'The product whose contract is compared. Default: the only one.' },
    apply: { help: 'Writes stubs of new operations, parameters, statuses and schemas into the contract.' },
    'fail-on': {
      value: 'SEVERITY',
      help: 'major, minor or patch: exits with 1 if upstream differs by that or more. Nothing is undone.',
    },
    summary: { value: 'FILE', help: 'Also writes the report in Markdown, as the body of a pull request.' },
    format: { value: 'FORMAT', short: 'f', help: 'text, json or markdown. Default: text.' },
    config: { value: 'FILE', short: 'c', help: 'The configuration. Default: influxkit.config.ts in this folder.' },
    'no-types': { help: 'Leaves out the view of the compiler, which takes seconds.' },
  },
  run,
};

async function run(call: Call): Promise<ExitCode> {
  const format = choice(call, 'format', ['text', 'json', 'markdown'] as const) ?? 'text';
  const failOn = choice(call, 'fail-on', ['major', 'minor', 'patch'] as const);
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
  const summary = pullSummary(report, { baseDir });
  const file = call.text('summary');
  if (file !== undefined) writeSummary(resolve(call.io.cwd, file), summary);
  if (format === 'json') call.io.out(`${JSON.stringify(report, null, 2)}\n`);
  else if (format === 'markdown') call.io.out(summary);
  else {
    const diff = formatDiff(report.diff, format, textOptions(call));
    call.io.out(`${heading(call, report)}${diff}${footing(call, report)}`);
  }
  return failOn !== undefined && reaches(report.diff.severity, failOn) ? 1 : 0;
}

function writeSummary(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`--summary ${quote(file)} cannot be written: ${reasonOf(error)}.`);
  }
}

const counted = [
  ['operations', 'operation'],
  ['parameters', 'parameter'],
  ['statuses', 'status'],
  ['schemas', 'schema'],
] as const;

function heading({ io }: Call, { product, source, additions }: PullReport): string {
  const counts = counted.map(([many, one]) => `${additions[many].length} ${additions[many].length === 1 ? one : many}`);
  return `${product} and ${shownAddress(source, io.cwd)}\nNew upstream: ${counts.join(', ')}.\n\n`;
}

function footing({ io }: Call, { written, skipped }: PullReport): string {
  const lines = [
    ...written.map(({ what, file }) => `wrote ${what} to ${shownAddress(file, io.cwd)}`),
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
