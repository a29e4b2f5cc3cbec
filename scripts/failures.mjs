// What failed in a run of tests, read from the reports of its runners, and what runs each alone.
import { relative } from 'node:path';

/**
 * @typedef {object} Workspace
 * @property {string} folder its path in the repository, such as `packages/auth`
 * @property {string} name as in its package.json
 * @property {boolean} isWorkspace of the root; otherwise it has an install of its own
 * @property {number | undefined} exitCode what its script ended with, where that is known
 * @property {object | undefined} report in vitest's JSON form, as an absolute path names its files
 */

/** For a POSIX shell, in quotes where it needs them. */
const quoted = (text) => (/^[\w./@:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** `-t` takes a pattern. */
const literally = (text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** The command that runs a script of one workspace, with arguments for its runner. */
export function commandOf(script, { folder, isWorkspace }, args = []) {
  const run = script === 'test' ? 'test' : `run ${script}`;
  const base = isWorkspace ? `npm ${run} -w ${folder}` : `npm --prefix ${folder} ${run}`;
  return args.length === 0 ? base : `${base} -- ${args.map(quoted).join(' ')}`;
}

/**
 * Each failure of a run: where it is, and what runs it alone.
 *
 * @param {string} root absolute path of the repository
 * @param {string} script of npm that was run
 * @param {readonly Workspace[]} workspaces those that have the script
 * @returns {{ place: string, command: string }[]}
 */
export function failuresOf(root, script, workspaces) {
  const failures = [];
  for (const workspace of workspaces) {
    const { folder, name, exitCode, report } = workspace;
    const add = (place, args) =>
      failures.push({ place: `${name}: ${place}`, command: commandOf(script, workspace, args) });
    const before = failures.length;
    for (const { name: file, status, assertionResults, message } of report?.testResults ?? []) {
      const path = relative(`${root}/${folder}`, file).replaceAll('\\', '/');
      const failed = assertionResults.filter((result) => result.status === 'failed');
      for (const { ancestorTitles, title } of failed) {
        const titles = [...ancestorTitles, title].filter((each) => each !== '');
        add(`${path} > ${titles.join(' > ')}`, [path, '-t', literally(titles.join(' '))]);
      }
      // A file that does not load, or whose hooks fail, has no test that could.
      if (status === 'failed' && failed.length === 0)
        add(`${path} (${firstLine(message) || 'it does not load'})`, [path]);
    }
    if (failures.length > before) continue;
    if (report === undefined && exitCode !== 0) add('ended before it had reported', []);
    else if (exitCode !== undefined && exitCode !== 0) add(`ended with ${exitCode}, though no test of it failed`, []);
  }
  return failures;
}

const firstLine = (text) => (text ?? '').split('\n', 1)[0].trim();

/** What a run says at its end: the other failures, a line each, then the line to act on. Titles with line breaks stay on theirs. */
export function failureLines(failures) {
  const line = ({ place, command }) => [place, command].map((text) => text.replaceAll(/\s*\n\s*/g, ' '));
  const [first, ...others] = failures.map(line);
  if (first === undefined) return [];
  const [place, command] = first;
  const more = others.length === 0 ? '' : ` (and ${others.length} more, listed above)`;
  return [
    ...others.map(([otherPlace, otherCommand]) => `failed ${otherPlace}; run: ${otherCommand}`),
    `FAILED ${place}${more}; run: ${command}`,
  ];
}
