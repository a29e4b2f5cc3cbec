// Before a script of npm: whether it can run here at all. Loaded by `node --import` before what the script imports is looked
// for, or run by itself before a tool. What fails then says first what to do; a stack comes after it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The command that a person typed. */
const command = () => {
  const script = process.env.npm_lifecycle_event;
  if (script === undefined) return 'this script';
  return script === 'test' ? 'npm test' : `npm run ${script}`;
};

/** Why no script can run in a copy of the repository, in one line with what to do; undefined where nothing stands in the way. */
function obstacle(base) {
  const { node: version } = process.versions;
  const { engines, devDependencies } = JSON.parse(readFileSync(join(base, 'package.json'), 'utf8'));
  const least = engines.node.replace('>=', '');
  if (isOlder(version, least))
    return `Node.js ${version} is too old: install ${least} or later, then run ${command()} again.`;
  const missing = Object.keys(devDependencies).filter((name) => !existsSync(join(base, 'node_modules', name)));
  if (missing.length === 0) return undefined;
  const more = missing.length === 1 ? '' : ` and ${missing.length - 1} more`;
  return `Packages are not installed (${missing[0]}${more}): run npm ci, then ${command()} again.`;
}

function isOlder(version, least) {
  const [one, other] = [version, least].map((text) => text.split('.').map(Number));
  const differing = one.findIndex((part, index) => part !== other[index]);
  return differing >= 0 && one[differing] < other[differing];
}

// Threads of a script load what the script was started with, too; their failures are its own to tell.
if (isMainThread) {
  const problem = obstacle(root);
  if (problem !== undefined) {
    console.error(problem);
    process.exit(1);
  }
  // What a script did not expect: its message first, where a person looks, and where it came from below.
  process.on('uncaughtException', (error) => {
    console.error(`FAILED ${command()}: ${error?.message ?? error}`);
    const frames = (error?.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
    if (frames.length > 0) console.error(`\n${frames.join('\n')}`);
    process.exit(1);
  });
}
