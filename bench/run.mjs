// Bundles the benchmarks with the packages' sources (their names as the compiler resolves them) and runs them:
//   npm run bench -w @influxkit/bench -- [suite …] [--quick]
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = new URL('./', import.meta.url);
const base = new URL('../tsconfig.base.json', here);
const { paths } = JSON.parse(readFileSync(base, 'utf8')).compilerOptions;
const alias = Object.fromEntries(
  Object.entries(paths).map(([name, [file]]) => [name, fileURLToPath(new URL(file, base))]),
);
// inside the folder, so that the bundle finds the peers
const outfile = fileURLToPath(new URL('.cache/bench.mjs', here));
await build({
  entryPoints: [fileURLToPath(new URL('src/main.ts', here))],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  alias,
  logLevel: 'warning',
});
const { status } = spawnSync(process.execPath, ['--expose-gc', outfile, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
