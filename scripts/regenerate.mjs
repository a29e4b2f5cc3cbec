// npm run regenerate [-- --check | --product NAME …]: all contracts → clients and changesets. Builds the generator first, if it changed.
import { chdir } from 'node:process';
import { updateChangesets } from './changesets.mjs';
import { generator } from './generator.mjs';
import { root, tool } from './run.mjs';

const args = process.argv.slice(2);

const build = await tool('turbo', ['run', 'build', '--filter=@influxkit/generator', '--output-logs=errors-only'], {
  capture: true,
});
if (build.code !== 0) {
  console.error(build.output);
  process.exit(build.code);
}

chdir(root);
const code = await generator(['generate', ...args]);
process.exitCode = code !== 0 || args.includes('--watch') ? code : await updateChangesets(args);
