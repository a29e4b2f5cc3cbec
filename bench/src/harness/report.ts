import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hasHighlights, withHighlights } from './highlights.js';
import type { SuiteResult } from './suite.js';

/** One suite's section, as kept in RESULTS.json. */
interface Section extends SuiteResult {
  readonly date: string;
  readonly machine: string;
  readonly versions: { readonly [name: string]: string };
}

type Results = { [suite: string]: Section };

function machine(): string {
  const list = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${list[0]?.model.trim() ?? 'unknown processor'}, ${list.length} cores, ${memory} GiB, ${type()} ${release()}`;
}

/** The installed version of a package: its package.json may be out of reach of `exports`, so the folders above are searched. */
function versionOf(name: string): string {
  const here = fileURLToPath(new URL('.', import.meta.url));
  for (let folder = here; folder !== dirname(folder); folder = dirname(folder)) {
    try {
      const manifest = readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8');
      return (JSON.parse(manifest) as { version?: string }).version ?? 'unknown';
    } catch {
      // not in this folder: look above
    }
  }
  return 'not installed';
}

/** What earlier runs found. A file that cannot be read is not taken for none: that would drop all other sections. */
function read(file: string): Results {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
  try {
    return JSON.parse(text) as Results;
  } catch (error) {
    throw new Error(`${file} is not JSON (${(error as Error).message}): restore it, or remove it and run every suite`, {
      cause: error,
    });
  }
}

/** All of it or nothing: a run that is stopped leaves the file as it was. */
function replace(file: string, text: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, text);
  renameSync(temporary, file);
}

function render(results: Results): string {
  const parts = [
    '# Results',
    'Written by `npm run bench`; not edited by hand. Each section names its machine and versions.',
  ];
  for (const [name, section] of Object.entries(results)) {
    parts.push(`## ${section.title}`, section.about);
    for (const table of section.tables) {
      parts.push(`### ${table.title}`);
      const lines = [table.columns, table.columns.map((_, i) => (i === 0 ? '---' : '---:')), ...table.rows];
      parts.push(
        lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n'),
      );
    }
    const versions = Object.entries(section.versions).map(([key, version]) => `${key} ${version}`);
    parts.push(`Run \`npm run bench -- ${name}\` on ${section.date}: ${section.machine}; ${versions.join(', ')}.`);
  }
  return `${parts.join('\n\n')}\n`;
}

/**
 * Puts a suite's section into RESULTS.json and writes RESULTS.md anew from all sections, and the README's table of them.
 * @param order the names of all suites: sections stand in their order, and those of others go
 * @throws Error if RESULTS.json is there and cannot be read
 */
export function report(folder: string, name: string, result: SuiteResult, order: readonly string[]): void {
  const file = join(folder, 'RESULTS.json');
  const section: Section = {
    ...result,
    date: new Date().toISOString().slice(0, 10),
    machine: machine(),
    versions: {
      node: process.versions.node,
      ...Object.fromEntries(result.packages.map((each) => [each, versionOf(each)])),
    },
  };
  const results: Results = { ...read(file), [name]: section };
  const ordered = Object.fromEntries(order.flatMap((each) => (results[each] ? [[each, results[each]]] : [])));
  replace(file, `${JSON.stringify(ordered, null, 2)}\n`);
  replace(join(folder, 'RESULTS.md'), render(ordered));
  const readme = join(folder, '..', 'README.md');
  if (hasHighlights(ordered) && existsSync(readme))
    replace(readme, withHighlights(readFileSync(readme, 'utf8'), ordered));
}

/** A suite's tables for the terminal. */
export function print(result: SuiteResult): void {
  console.log(`\n${result.title}`);
  for (const { title, columns, rows } of result.tables) {
    const widths = columns.map((column, i) => Math.max(column.length, ...rows.map((row) => row[i]?.length ?? 0)));
    const line = (cells: readonly string[]): string =>
      cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ');
    console.log(`\n${title}\n${[columns, ...rows].map(line).join('\n')}`);
  }
}
