// node bench/comparison.mjs: the table of the generator's README, made by running the generators; needs a build.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const { status } = spawnSync(process.execPath, ['--import', 'tsx', `${here}src/comparison.ts`], {
  stdio: 'inherit',
  cwd: here,
});
process.exitCode = status ?? 1;
