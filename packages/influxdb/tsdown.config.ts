import type { UserConfig } from 'tsdown';
import { library, sourcesOf } from '../../tsdown.shared.ts';
import manifest from './package.json' with { type: 'json' };

/**
 * What entries share is in as few files as they are of use together, not in one for each set of entries that shares
 * something: Node takes as long for a file as for some ten thousand characters of it.
 */
const groups = [
  // Without what writes and queries, for the entries that only find out where a server is and who asks it.
  { name: 'connection', test: /src[\\/](?:environment|query-auth|session-auth|permissions)\.ts$/, priority: 2 },
  { name: 'clients', test: /src[\\/](?:shared-by-all|client-base|client-options|ping)\.ts$/, priority: 1 },
  { name: 'clients3', test: /src[\\/](?:shared3|client3|query-transport|sql-values)\.ts$/ },
];

const shared = library(
  ...sourcesOf(manifest.exports),
  // What `#flight` and `#node-http` stand for, by the conditions of the runtime.
  'src/with-flight.ts',
  'src/no-flight.ts',
  'src/with-node-http.ts',
  'src/no-node-http.ts',
);

const entries: UserConfig = {
  ...shared,
  outputOptions: { ...shared.outputOptions, codeSplitting: { groups } },
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
