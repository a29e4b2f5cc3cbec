import { library } from '../../tsdown.shared.ts';

export default {
  ...library(),
  // `main` is what `bin/influxkit.mjs` runs; it is not exported.
  entry: { index: 'src/index.ts', main: 'src/cli/main.ts' },
  // The one package that never runs in a browser.
  platform: 'node',
};
