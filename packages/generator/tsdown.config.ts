import { library } from '../../tsdown.shared.ts';

// The one package that never runs in a browser.
const shared = { ...library('src/index.ts'), platform: 'node' } as const;

export default [
  // `main` is what `bin/influxkit.mjs` runs; it is not exported, so it needs neither CommonJS nor declarations.
  { ...shared, entry: { index: 'src/index.ts', main: 'src/cli/main.ts' }, format: ['esm'], dts: false },
  { ...shared, format: { cjs: { dts: { sourcemap: true } } }, clean: false },
];
