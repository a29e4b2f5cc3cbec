// What CI would find on the commit of a release, and what a second release needs: a contract that changed.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { must } from './release-copy.mjs';

/**
 * The checks of CI that a new version can turn red: all of `npm run check`, drift, and the tests that read a version. Servers,
 * browsers and the bulk of the tests run the same code as before.
 */
const checks = [
  ['drift and changesets', 'npm', ['run', 'regenerate', '--', '--check']],
  ['npm run check', 'npm', ['run', 'check']],
  // The versions of packages are in the output of the command line, in goldens, and in what the benchmarks report.
  [
    'tests of versions: generator',
    'npx',
    ['--no-install', 'vitest', 'run', 'test/cli', 'test/emit/goldens.test.ts', 'test/generate', 'test/write'],
    'packages/generator',
  ],
  // Of the suites themselves the copy lacks what they compare with: an install of its own (scripts/own-install.mjs).
  ['tests of versions: bench', 'npx', ['--no-install', 'vitest', 'run', '--exclude', 'test/suites.test.ts'], 'bench'],
];

/** Runs the checks in a copy that is committed; throws with the output of the first that fails. */
export async function checkVersioned(copy, env, log) {
  for (const [name, command, args, folder = '.'] of checks) {
    log(`checking the release: ${name}`);
    await must(command, args, { cwd: join(copy, folder), env: { ...env, CI: 'true' } });
  }
  const changed = await must('git', ['status', '--porcelain'], { cwd: copy });
  if (changed !== '') throw new Error(`The checks left something behind in the commit of the release:\n${changed}`);
}

export async function commitAll(copy, message) {
  const identity = { GIT_AUTHOR_NAME: 'release', GIT_AUTHOR_EMAIL: 'release@localhost' };
  const env = { ...identity, GIT_COMMITTER_NAME: 'release', GIT_COMMITTER_EMAIL: 'release@localhost' };
  await must('git', ['add', '--all'], { cwd: copy });
  await must('git', ['-c', 'commit.gpgsign=false', 'commit', '--quiet', '--message', message], { cwd: copy, env });
}

/** Products that have the operation. */
const withLabels = 'cloud-v2, oss-v2';
const place = `  get:
    operationId: GetLabels
    summary: List labels
    description: Returns the labels that the token may read.
    tags:
      - Labels
    parameters:
`;
const option = `      - name: rehearsal
        in: query
        description: A parameter of the second release.
        schema:
          type: string
`;

/** An operation that two products share gets an option; clients and changesets follow, and all is committed. */
export async function changeContract(copy, env) {
  const file = join(copy, 'openapi/common/paths/labels.yaml');
  const before = await readFile(file, 'utf8');
  if (!before.includes(place)) throw new Error(`${file} has no place for another option: adapt it in this script.`);
  await writeFile(file, before.replace(place, place + option));
  await must('npm', ['run', 'regenerate'], { cwd: copy, env });
  await must('npm', ['run', 'regenerate', '--', '--check'], { cwd: copy, env });
  const changesets = await must('git', ['ls-files', '--others', '--exclude-standard', '.changeset'], { cwd: copy });
  const products = new Set([...changesets.matchAll(/contract-(.+)-[0-9a-f]{8}\.md/g)].map(([, product]) => product));
  const found = [...products].sort().join(', ');
  if (found !== withLabels)
    throw new Error(`The contracts of ${withLabels} changed, and there are changesets of ${found}.`);
  await commitAll(copy, 'A contract changes');
}
