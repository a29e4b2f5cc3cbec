// node scripts/upstream-pull.mjs REPORT [OUTPUTS]: what the APIs say of themselves by now, pulled into all contracts that have an address upstream.
// Stubs of what is new are written, clients and changesets regenerated. REPORT, in Markdown, says what differs, also where
// nothing could be written. One that cannot be pulled keeps no other from it. To
// OUTPUTS is appended, in the form of a workflow's outputs, which products differ and which could not be pulled.
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { products } from './products.mjs';
import { root, run, tool } from './run.mjs';

/** Characters of what a command printed that a report shows: the body of a pull request has an end. */
const SHOWN = 4000;

/** Characters of a whole report: GitHub takes 65,536. */
const WHOLE = 60_000;

/** What a command printed, where Markdown does not act upon it. */
const printed = (output) => {
  const text = output.trim().slice(-SHOWN);
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)));
  return `${fence}txt\n${text}\n${fence}\n`;
};

/**
 * Pulls products one after the other.
 *
 * @param {readonly string[]} names
 * @param {(args: string[]) => Promise<{ code: number, output: string }>} command runs `influxkit`
 * @param {(path: string) => string} read
 * @returns {Promise<{ report: string, differs: string[], failed: string[] }>} names of products by what came of them
 */
export async function pullProducts(names, command, folder, read = (path) => readFileSync(path, 'utf8')) {
  const [sections, differs, failed] = [[], [], []];
  for (const name of names) {
    const summary = join(folder, `${name}.md`);
    const args = ['pull', '--product', name, '--apply', '--fail-on', 'patch', '--summary', summary];
    const { code, output } = await command(args);
    let text;
    try {
      text = read(summary);
    } catch {
      // It did not get as far as a summary, and its exit code means that it failed, not that upstream differs.
    }
    if (text === undefined) {
      failed.push(name);
      sections.push({ name, text: `## ${name}\n\n**It could not be pulled.**\n\n${printed(output)}` });
    } else if (code !== 0) {
      differs.push(name);
      sections.push({ name, text });
    }
  }
  return { report: fitting(sections), differs, failed };
}

/** The sections one after the other; in place of one that does not fit any more, where to see it. */
function fitting(sections) {
  let report = '';
  for (const { name, text } of sections) {
    const fits = report.length + text.length < WHOLE;
    const shown = fits
      ? text
      : `## ${name}\n\nIt does not fit here: \`npx @influxkit/generator pull --product ${name}\` shows it.\n`;
    report += `${report === '' ? '' : '\n'}${shown}`;
  }
  return report;
}

async function main([file, outputs]) {
  if (file === undefined) {
    console.error('upstream-pull needs a file for its report: node scripts/upstream-pull.mjs REPORT');
    return 2;
  }
  const build = await tool('turbo', ['run', 'build', '--filter=@influxkit/generator', '--output-logs=errors-only']);
  if (build.code !== 0) return build.code;
  const folder = mkdtempSync(join(tmpdir(), 'influxkit-upstream-'));
  const command = (args) =>
    run('node', [join(root, 'packages/generator/bin/influxkit.mjs'), ...args], { capture: true });
  const withUpstream = products.filter(({ upstream }) => upstream !== undefined).map(({ name }) => name);
  const { report, differs, failed } = await pullProducts(withUpstream, command, folder);
  rmSync(folder, { recursive: true, force: true });
  let text = report;
  const changed = await run('git', ['status', '--porcelain', '--', 'openapi'], { capture: true });
  if (changed.output !== '') {
    const { code, output } = await run('npm', ['run', 'regenerate'], { capture: true });
    // The pull request is opened all the same: CI shows there what has to be mended.
    if (code !== 0) text += `\n## Regenerating failed\n\n${printed(output)}`;
  }
  writeFileSync(file, text);
  console.log(text === '' ? 'Upstream says what the contracts say.' : text);
  if (outputs !== undefined) appendFileSync(outputs, `differs=${differs.join(' ')}\nfailed=${failed.join(' ')}\n`);
  return 0;
}

if (process.argv[1] === import.meta.filename) process.exitCode = await main(process.argv.slice(2));
