// node scripts/test.mjs SCRIPT: runs a script of tests in each folder that has it, whatever becomes of the others, and ends,
// where something failed, with one line that says what, where, and what runs it alone.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { commandOf, failureLines, failuresOf } from './failures.mjs';
import { ensureInstalled, ownInstalls } from './own-install.mjs';
import { root, run, tool, workspaces } from './run.mjs';

const [script, ...rest] = process.argv.slice(2);
if (script === undefined) {
  console.error('test.mjs takes one word: the script of npm to run, such as test:servers.');
  process.exit(2);
}

const manifest = (folder) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
const has = (folder) =>
  existsSync(join(root, folder, 'package.json')) && manifest(folder).scripts?.[script] !== undefined;
const inWorkspaces = workspaces()
  .filter((workspace) => workspace.manifest.scripts?.[script] !== undefined)
  .map(({ folder }) => folder);
const byThemselves = Object.keys(ownInstalls).filter(has);
if (inWorkspaces.length + byThemselves.length === 0) {
  console.error(`No package.json here has a script ${script}.`);
  process.exit(2);
}
if (rest.length > 0) {
  const all = [...inWorkspaces, ...byThemselves];
  // Who names a folder, or a file of one, is told how to run it.
  const folder = all.find((each) => rest.some((word) => `${word}/`.startsWith(`${each}/`))) ?? all[0];
  const args = rest.map((word) => word.replace(`${folder}/`, '')).filter((word) => word !== folder);
  const alone = commandOf(script, { folder, isWorkspace: inWorkspaces.includes(folder) }, args);
  console.error(`It runs in all folders, and takes no arguments; got ${rest.join(' ')}. In one folder: ${alone}`);
  process.exit(2);
}

/** Where the runner of a folder reports: `vitest.shared.ts` says the same. */
const reportOf = (folder) => join(root, folder, 'test-results', `${script.replaceAll(':', '-')}.json`);
for (const folder of [...inWorkspaces, ...byThemselves]) rmSync(reportOf(folder), { force: true });

const exitCodes = new Map();
let code = 0;
try {
  for (const install of byThemselves) await ensureInstalled(install);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

if (inWorkspaces.length > 0) {
  const summaries = join(root, '.turbo', 'runs');
  rmSync(summaries, { recursive: true, force: true });
  ({ code } = await tool('turbo', ['run', script, '--continue=always', '--output-logs=new-only', '--summarize']));
  for (const file of existsSync(summaries) ? readdirSync(summaries) : []) {
    for (const { task, directory, execution } of JSON.parse(readFileSync(join(summaries, file), 'utf8')).tasks)
      if (task === script && execution) exitCodes.set(directory, execution.exitCode);
  }
}
for (const folder of byThemselves) {
  const { code: own } = await run('npm', ['run', script], { cwd: join(root, folder) });
  exitCodes.set(folder, own);
  code ||= own;
}

const results = [...inWorkspaces, ...byThemselves].map((folder) => ({
  folder,
  name: manifest(folder).name,
  isWorkspace: !byThemselves.includes(folder),
  exitCode: exitCodes.get(folder),
  report: existsSync(reportOf(folder)) ? JSON.parse(readFileSync(reportOf(folder), 'utf8')) : undefined,
}));
const failures = failuresOf(root, script, results);
for (const line of failureLines(failures)) console.error(line);
if (failures.length === 0 && code !== 0) console.error(`FAILED ${script}: turbo ended with ${code}; it says why above`);
process.exit(code !== 0 || failures.length > 0 ? 1 : 0);
