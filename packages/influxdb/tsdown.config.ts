import type { UserConfig } from 'tsdown';
import { library, sourcesOf } from '../../tsdown.shared.ts';
import manifest from './package.json' with { type: 'json' };

const entries: UserConfig = {
  ...library(
    ...sourcesOf(manifest.exports),
    // What `#flight` stands for, by the conditions of the runtime.
    'src/with-flight.ts',
    'src/no-flight.ts',
  ),
  deps: { alwaysBundle: ['smol-toml'], neverBundle: [/^node:/, /^#/] },
};

/** The command, which nothing imports: with the fake server inside, so that no user's program has to install it. */
const demo: UserConfig = {
  ...library('src/demo.ts'),
  format: ['esm'],
  dts: false,
  clean: false,
  deps: { skipNodeModulesBundle: true, neverBundle: [/^node:/, /^@influxkit\/influxdb/] },
};

const config: UserConfig[] = [entries, demo];

export default config;
