import type { UserConfig } from 'tsdown';
import { library } from '../../tsdown.shared.ts';

const entries: UserConfig = {
  ...library(
    'src/index.ts',
    'src/oss-v2.ts',
    'src/cloud-v2.ts',
    'src/cloud-serverless.ts',
    'src/core.ts',
    'src/enterprise.ts',
    'src/cloud.ts',
    'src/dedicated.ts',
    'src/clustered.ts',
    'src/v1.ts',
    'src/auth.ts',
    'src/node.ts',
    'src/spool.ts',
    'src/node-transport.ts',
    'src/flight.ts',
    // What `#flight` stands for, by the conditions of the runtime.
    'src/with-flight.ts',
    'src/no-flight.ts',
  ),
  deps: { skipNodeModulesBundle: true, neverBundle: [/^node:/, /^#/] },
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
