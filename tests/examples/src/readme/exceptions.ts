import type { Block } from './blocks.js';

/** Examples that are compiled and not run: the README, what the example holds, why. */
export const notRun: readonly [readme: string, holds: string, why: string][] = [
  ['packages/generator/README.md', 'export default defineConfig', 'a configuration: the command reads it'],
  ['packages/emit-tanstack-query/README.md', 'export default defineConfig', 'a configuration: the command reads it'],
  ['packages/emit-zod/README.md', 'export default defineConfig', 'a configuration: the command reads it'],
  ['packages/emit-msw/README.md', 'export default defineConfig', 'a configuration: the command reads it'],
  [
    'packages/generator/README.md',
    'documents.create(',
    'for a server of forms: packages/generator/test/wire runs such calls',
  ],
  [
    'packages/generator/README.md',
    'events.get(',
    'for a server of events: packages/generator/test/wire runs such calls',
  ],
  [
    'packages/sql/README.md',
    'flightTransport(api)',
    'for a server of Flight: packages/sql/test/flight runs such queries',
  ],
  ['packages/arrow/README.md', "readFile('motor.arrows')", 'for a file of one’s own'],
  ['packages/write/README.md', "readFile('motor.arrows')", 'for a file of one’s own'],
  ['packages/query/README.md', "fetch('/export.csv')", 'for a page, whose own address the path continues'],
  ['docs/coming-from-influxdb-2.md', 'fromEnv().writer()', 'for two servers: test/coming-from/influxdb-2 runs it'],
  [
    'docs/coming-from-influxdb-2.md',
    'date_bin(',
    'for the environment of InfluxDB 3: test/coming-from/influxdb-2 runs it',
  ],
  [
    'packages/influxdb3/README.md',
    'createClustered(',
    'for two servers, of which one has a path before the contract’s',
  ],
];

/** Examples that only make a client, or start a server of their own: nothing has to reach the one of these tests. */
export const silent: readonly [readme: string, holds: string][] = [
  ['packages/auth/README.md', 'createOssV2('],
  ['packages/auth/README.md', 'vault.example'],
  ['packages/auth/README.md', 'combineAuth('],
  ['packages/influxdb/README.md', 'fromEnv();\nconst api = createOssV2'],
  ['packages/runtime/README.md', 'nodeTransport('],
  ['packages/testing/README.md', 'server.fail('],
  ['packages/testing/README.md', 'startFakeInfluxDB({'],
];

/** What an example leaves in InfluxDB 1.x: the README, what the example holds, database, query, its first value. */
export const stored: readonly [readme: string, holds: string, db: string, query: string, value: unknown][] = [
  ['packages/write/README.md', "db: 'history'", 'history', 'SELECT count(c) FROM temperature', 20_000],
];

/** Replaced before an example runs: a million points show nothing that twenty thousand do not. */
export const shortened: readonly [string, string][] = [['1_000_000', '20_000']];

export const find = <Entry extends readonly [readme: string, holds: string, ...unknown[]]>(
  table: readonly Entry[],
  { readme, code }: Block,
): Entry | undefined => table.find(([path, holds]) => path === readme && code.includes(holds));
