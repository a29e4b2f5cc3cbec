import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
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

/** The installed version of a package: its package.json may be out of reach of `exports`, so folders are walked. */
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

function read(file: string): Results {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Results;
  } catch {
    return {};
  }
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

/** Puts a suite's section into RESULTS.json and writes RESULTS.md anew from all sections. */
export function report(folder: string, name: string, result: SuiteResult): void {
  const file = join(folder, 'RESULTS.json');
  const results = read(file);
  results[name] = {
    ...result,
    date: new Date().toISOString().slice(0, 10),
    machine: machine(),
    versions: {
      node: process.versions.node,
      ...Object.fromEntries(result.peers.map((peer) => [peer, versionOf(peer)])),
    },
  };
  const sorted = Object.fromEntries(Object.entries(results).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify(sorted, null, 2)}\n`);
  writeFileSync(join(folder, 'RESULTS.md'), render(sorted));
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
