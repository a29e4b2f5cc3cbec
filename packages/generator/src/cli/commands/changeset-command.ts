import type { ChangesetReport, ProductChangeset } from '../../lifecycle/changeset/update-changesets.js';
import type { Call, Command, ExitCode } from '../command.js';

/** `influxkit changeset`. */
export const changesetCommand: Command = {
  name: 'changeset',
  summary: 'writes a changeset for each product whose contract changed.',
  usage: ['influxkit changeset [--check] [--base COMMIT] [--product NAME …]'],
  options: {
    check: { help: 'Writes nothing; exits with 1 if a contract changed and no changeset says so.' },
    base: { value: 'COMMIT', help: 'Counts changes from a commit. Default: from the last release.' },
    product: { value: 'NAME', short: 'p', many: true, help: 'Only the product of this name. Default: all.' },
    config: { value: 'FILE', short: 'c', help: 'The configuration. Default: influxkit.config.ts in this folder.' },
    'no-types': { help: 'Leaves out the view of the compiler, which takes seconds.' },
    json: { help: 'Prints the report as JSON.' },
  },
  run,
};

async function run(call: Call): Promise<ExitCode> {
  const { loadConfig } = await import('../../config/load-config.js');
  const { updateChangesets } = await import('../../lifecycle/changeset/update-changesets.js');
  const { config, baseDir } = await loadConfig(call.text('config'), call.io.cwd);
  const base = call.text('base');
  const report = await updateChangesets({
    root: baseDir,
    config,
    check: call.flag('check'),
    products: call.list('product'),
    types: !call.flag('no-types'),
    ...(base !== undefined && { base }),
  });
  call.io.out(call.flag('json') ? `${JSON.stringify(report, null, 2)}\n` : text(report));
  return report.ok ? 0 : 1;
}

const says: Readonly<Record<ProductChangeset['status'], string>> = {
  first: 'not released yet, so nothing changed for anyone',
  none: 'no change',
  kept: 'as it should be',
  written: 'written',
  removed: 'removed, for nothing changed after all',
  missing: 'no changeset: the contract changed and none says so',
  outdated: 'does not say what changed',
  edited:
    'was edited by hand and would have to be written anew, for it does not say what changed or bumps too little: set your words aside, remove the file and run this again, or take back the edit',
};

function text({ products, ok }: ChangesetReport): string {
  const width = Math.max(...products.map(({ product }) => product.length), 0);
  const lines = products.map(({ product, status, files, bumps }) => {
    const shown = Object.entries(bumps).map(([name, bump]) => `${name} ${bump}`);
    const about = status === 'first' || status === 'none' || status === 'missing' ? '' : `${files.join(', ')} `;
    return `${product.padEnd(width)}  ${about}${says[status]}${shown.length > 0 ? ` (${shown.join(', ')})` : ''}`;
  });
  if (!ok) lines.push('', 'Run `influxkit changeset` (here: npm run regenerate) and commit what it writes.');
  return `${lines.join('\n')}\n`;
}
