import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** What scripts of npm say to arguments that they do not take, in their first line. */
const REFUSED: readonly (readonly [script: string, args: readonly string[], says: string | RegExp])[] = [
  [
    'test.mjs',
    ['test', 'packages/write'],
    'It runs in all folders, and takes no arguments; got packages/write. In one folder: npm test -w packages/write',
  ],
  [
    'test.mjs',
    ['test', 'packages/write/test/writer.test.ts', '-t', 'gzip'],
    /In one folder: npm test -w packages\/write -- test\/writer\.test\.ts -t gzip$/,
  ],
  ['test.mjs', ['test:docs', '-t', 'links'], /In one folder: npm --prefix docs run test:docs -- -t links$/],
  ['test.mjs', ['test:nothing'], 'No package.json here has a script test:nothing.'],
  ['reliability.mjs', ['--chekc'], /^reliability does not know --chekc\. It takes: --check/],
  ['release-dry.mjs', ['--server'], /^release:dry does not know --server\. It takes: --serve/],
  ['check.mjs', ['type'], /^No check is named type\. There are: lint, /],
  ['regenerate.mjs', ['--chekc'], /^There is no option "--chekc"/],
];

test.each(REFUSED)('%s %j is refused, with what to do', (script, args, says) => {
  const { status, stderr } = spawnSync(process.execPath, [`scripts/${script}`, ...args], {
    cwd: root,
    encoding: 'utf8',
  });
  const [first] = stderr.split('\n');
  if (typeof says === 'string') expect(first).toBe(says);
  else expect(first).toMatch(says);
  expect(status).not.toBe(0);
});
