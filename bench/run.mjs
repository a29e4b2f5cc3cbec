// Bundles the benchmarks with the packages' sources (their names as the compiler resolves them) and runs them:
//   npm run bench -- [suite …] [--quick]
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { entries } from '../scripts/entries.mjs';

const here = new URL('./', import.meta.url);
const alias = Object.fromEntries(
  entries().map(({ name, source }) => [name, fileURLToPath(new URL(`../${source}`, here))]),
);
// inside the folder, so that the bundle finds the competitors
const outdir = fileURLToPath(new URL('.cache/', here));
await build({
  entryPoints: { bench: fileURLToPath(new URL('src/main.ts', here)) },
  outdir,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  // each suite in a file of its own, which has the competitors it needs
  splitting: true,
  chunkNames: 'bench-[name]-[hash]',
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  alias,
  logLevel: 'warning',
});
const { status } = spawnSync(process.execPath, ['--expose-gc', `${outdir}bench.mjs`, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
