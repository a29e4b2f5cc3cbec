// npm run regenerate [-- --check | --product NAME …]: all contracts → clients and changesets. Builds the generator first, if it changed.
import { updateChangesets } from './changesets.mjs';
import { run, tool } from './run.mjs';

const args = process.argv.slice(2);

const build = await tool('turbo', ['run', 'build', '--filter=@influxkit/generator', '--output-logs=errors-only'], {
  capture: true,
});
if (build.code !== 0) {
  console.error(build.output);
  process.exit(build.code);
}

const { code } = await run('node', ['packages/generator/bin/influxkit.mjs', 'generate', ...args]);
if (code !== 0 || args.includes('--watch')) process.exit(code);
process.exit(await updateChangesets(args));
