import { formatDiagnostic } from '../base/diagnostics.js';
import type { FileReport, GenerateReport, ProductReport } from '../generate/generate.js';

const RED = '\u001b[31m';
const YELLOW = '\u001b[33m';
const PLAIN = '\u001b[39m';

/** All diagnostics, errors last, where they are seen. */
export function problemsText({ diagnostics }: GenerateReport, useColor: boolean): string {
  const isError = ({ severity }: { severity: string }): number => Number(severity === 'error');
  const sorted = [...diagnostics].sort((a, b) => isError(a) - isError(b));
  return sorted
    .map((diagnostic) => {
      const text = `${formatDiagnostic(diagnostic)}\n`;
      return useColor ? `${diagnostic.severity === 'error' ? RED : YELLOW}${text}${PLAIN}` : text;
    })
    .join('');
}

const VERBS: Readonly<Record<FileReport['action'], readonly [done: string, would: string]>> = {
  create: ['created', 'would create'],
  update: ['updated', 'would update'],
  remove: ['removed', 'would remove'],
  keep: ['', ''],
};

/** What changed, and a table of the products. */
export function summaryText({ products, diagnostics, ok, milliseconds }: GenerateReport, check: boolean): string {
  const changes = products.flatMap(({ status, files }) => (status === 'written' || status === 'differs' ? files : []));
  const lines = changes
    .filter(({ action }) => action !== 'keep')
    .map(({ action, path }) => `${VERBS[action][check ? 1 : 0]} ${path}`);
  const table = products.length > 0 ? tableOf(products, milliseconds) : [];
  return [...lines, ...table, ...outcome(products, diagnostics, ok, check), ''].join('\n');
}

function outcome(
  products: readonly ProductReport[],
  diagnostics: GenerateReport['diagnostics'],
  ok: boolean,
  check: boolean,
): string[] {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  if (errors > 0) return [`${errors} ${errors === 1 ? 'error' : 'errors'}: nothing was written.`];
  if (check && !ok)
    return ['The generated files are not up to date. Run influxkit generate, and commit what it writes.'];
  if (check) return ['The generated files are up to date.'];
  const unseen = products.filter(({ status, warnings }) => status === 'unchanged' && warnings > 0);
  return unseen.map(({ name, warnings }) => `${name} has ${warnings} warnings; --force shows them.`);
}

function tableOf(products: readonly ProductReport[], milliseconds: number): string[] {
  const rows = [
    ['product', 'operations', 'schemas', 'files', 'time'],
    ...products.map((product) => [
      product.name,
      product.status === 'failed' ? '-' : String(product.operations),
      product.status === 'failed' ? '-' : String(product.schemas),
      filesOf(product),
      duration(product.milliseconds),
    ]),
    ...(products.length > 1
      ? [['total', sum(products, 'operations'), sum(products, 'schemas'), '', duration(milliseconds)]]
      : []),
  ];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    row
      // Names and files stand on the left, numbers on the right.
      .map((cell, column) =>
        column === 0 || column === 3 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}

function filesOf({ status, files }: ProductReport): string {
  if (status === 'unchanged') return 'unchanged';
  if (status === 'failed' || status === 'skipped') return status;
  const count = (actions: readonly FileReport['action'][]): number =>
    files.filter(({ action }) => actions.includes(action)).length;
  const parts = [
    [count(['create', 'update']), status === 'differs' ? 'to write' : 'written'],
    [count(['remove']), status === 'differs' ? 'to remove' : 'removed'],
    [count(['keep']), 'unchanged'],
  ] as const;
  return parts
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${number} ${word}`)
    .join(', ');
}

function sum(products: readonly ProductReport[], key: 'operations' | 'schemas'): string {
  return String(products.reduce((total, product) => total + product[key], 0));
}

function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(2)} s`;
}
