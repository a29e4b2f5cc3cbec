// node scripts/upstream-issue.mjs REPORT [NUMBER]: an issue with the report, where upstream differs and no pull request says so. One that is
// open is written anew, and closed where there is nothing left to say in it.
// It calls `gh`, which takes its token from GH_TOKEN; NUMBER is that of the pull request, if there is one.
import { readFileSync } from 'node:fs';
import { run } from './run.mjs';

const TITLE = 'The API differs upstream';

/**
 * What has to become of the issue.
 *
 * @param {{ report: string, pullRequest: string, open: number | undefined }} state
 * @returns {string[] | undefined} arguments for `gh`; undefined: nothing has to be done
 */
export function issueCommand({ report, file, pullRequest, open }) {
  if (report === '' || pullRequest !== '') {
    if (open === undefined) return undefined;
    const comment = pullRequest === '' ? 'Upstream says what the contracts say.' : `Reported in #${pullRequest}.`;
    return ['issue', 'close', String(open), '--comment', comment];
  }
  if (open === undefined) return ['issue', 'create', '--title', TITLE, '--body-file', file];
  return ['issue', 'edit', String(open), '--body-file', file];
}

async function gh(args) {
  const { code, output } = await run('gh', args, { capture: true });
  if (code !== 0) throw new Error(`gh ${args.slice(0, 2).join(' ')} ended with ${code}: ${output}`);
  return output;
}

async function main([file, pullRequest = '']) {
  const report = readFileSync(file, 'utf8');
  const found = await gh([
    'issue',
    'list',
    '--state',
    'open',
    '--search',
    `in:title "${TITLE}"`,
    '--json',
    'number,title',
  ]);
  const open = JSON.parse(found).find(({ title }) => title === TITLE)?.number;
  const command = issueCommand({ report, file, pullRequest, open });
  if (command !== undefined) await gh(command);
  console.log(command === undefined ? 'There is nothing to say in an issue.' : `gh ${command.slice(0, 2).join(' ')}`);
}

if (process.argv[1] === import.meta.filename) await main(process.argv.slice(2));
