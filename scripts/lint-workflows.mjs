// node scripts/lint-workflows.mjs: the workflows of GitHub by actionlint (is it a workflow at all) and zizmor (can others abuse it).
// They are no packages of npm: each is installed once, in its exact version, by the package manager of its language. Where one
// cannot be installed that is said, and on GitHub, which has both languages, it is an error.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './run.mjs';

const ACTIONLINT = 'v1.7.12';
const ZIZMOR = '1.32.0';

const cache = join(root, 'node_modules', '.cache', 'workflow-linters');
const isOnGitHub = process.env.GITHUB_ACTIONS === 'true';
const isWindows = process.platform === 'win32';
const executable = (...path) => join(...path) + (isWindows ? '.exe' : '');

/** Each linter: the program that installs it, how it is installed into a folder, and how it is run from there. */
const linters = [
  {
    name: `actionlint ${ACTIONLINT}`,
    needs: ['go', 'version'],
    install: (folder) => [
      ['go', ['install', `github.com/rhysd/actionlint/cmd/actionlint@${ACTIONLINT}`], { GOBIN: folder }],
    ],
    run: (folder) => [executable(folder, 'actionlint'), ['-no-color']],
  },
  {
    name: `zizmor ${ZIZMOR}`,
    needs: ['python3', '-c', 'import ensurepip, venv'],
    install: (folder) => [
      ['python3', ['-m', 'venv', folder]],
      [
        executable(folder, isWindows ? 'Scripts' : 'bin', 'pip'),
        ['install', '--quiet', '--disable-pip-version-check', '--only-binary=:all:', `zizmor==${ZIZMOR}`],
      ],
    ],
    // Offline: what GitHub would respond is not the same every day.
    run: (folder) => [
      executable(folder, isWindows ? 'Scripts' : 'bin', 'zizmor'),
      ['--offline', '--no-progress', '--quiet', '.github'],
    ],
  },
];

/** Installs a linter unless it is there in this version; resolves to its folder, or to what went wrong. */
async function installed({ name, needs: [program, ...args], install }) {
  const folder = join(cache, name.replace(' ', '-'));
  const stamp = join(folder, '.installed');
  if (existsSync(stamp)) return { folder };
  if ((await run(program, args, { capture: true })).code !== 0) return { missing: program };
  mkdirSync(folder, { recursive: true });
  for (const [command, commandArgs, env = {}] of install(folder)) {
    const { code, output } = await run(command, commandArgs, { env, capture: true });
    if (code !== 0) return { failure: `${command} ${commandArgs.join(' ')} ended with ${code}:\n${output}` };
  }
  writeFileSync(stamp, '');
  return { folder };
}

let failed = false;
for (const linter of linters) {
  const { folder, missing, failure } = await installed(linter);
  if (folder !== undefined) {
    const { code } = await run(...linter.run(folder));
    console.log(`${linter.name}: ${code === 0 ? 'nothing to say' : 'see above'}`);
    failed ||= code !== 0;
  } else if (failure !== undefined) {
    console.error(`${linter.name}: NOT RUN, for it could not be installed. ${failure}`);
    failed ||= isOnGitHub;
  } else {
    console.log(`${linter.name}: NOT RUN, for there is no ${missing} here that could install it.`);
    failed ||= isOnGitHub;
  }
}
process.exit(failed ? 1 : 0);
