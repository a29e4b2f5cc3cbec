import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientFolder, generate, LIMIT_SECONDS, ossV2, sizeOf } from './generation-clients.js';
import { type Command, runCommand } from './generation-command.js';
import { cacheFolder, configFrom, generators, rootFolder, scriptOf } from './generation-competitors.js';
import { type Timed, timeInRounds } from './generation-rounds.js';
import { ratio } from './harness/format.js';
import type { Suite, Table } from './harness/suite.js';

const PRODUCTS = ['oss-v2', 'cloud-v2', 'cloud-serverless'];

/** The three contracts as they are written, in many files, given to openapi-typescript's command at once. */
function theirs(folder: string): Command {
  const lines = ['apis:'];
  for (const product of PRODUCTS)
    lines.push(
      `  ${product}:`,
      `    root: ${JSON.stringify(join(rootFolder, 'openapi', product, 'openapi.yaml'))}`,
      '    x-openapi-ts:',
      `      output: ${JSON.stringify(join(folder, 'generated', `${product}.ts`))}`,
    );
  writeFileSync(join(folder, 'redocly.yaml'), `${lines.join('\n')}\n`);
  return { script: scriptOf('openapi-typescript'), args: ['--redocly', 'redocly.yaml'], cwd: folder };
}

/** The same contracts, with the repository's configuration: bundles and pages of methods are written as well. */
function ours(folder: string): Command {
  writeFileSync(
    join(folder, 'influxkit.config.ts'),
    `import base from ${configFrom(folder)};

const root = ${JSON.stringify(rootFolder)};
export default {
  products: base.products
    .filter(({ name }) => ${JSON.stringify(PRODUCTS)}.includes(name))
    .map((product) => ({
      ...product,
      input: \`\${root}/\${product.input}\`,
      refRoot: \`\${root}/openapi\`,
      output: \`generated/\${product.name}\`,
      bundle: \`generated/contracts/\${product.name}.json\`,
      docs: \`generated/pages/\${product.name}.md\`,
    })),
};
`,
  );
  return { script: scriptOf('@influxkit/generator'), args: ['generate'], cwd: folder };
}

async function threeContracts(rounds: number): Promise<Timed[]> {
  const folders = {
    theirs: join(cacheFolder, 'three/openapi-typescript'),
    ours: join(cacheFolder, 'three/influxkit'),
    unchanged: join(cacheFolder, 'three/influxkit-unchanged'),
  };
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true });
  const fromNothing = (folder: string): void => rmSync(join(folder, 'generated'), { recursive: true, force: true });
  // what an earlier run left there may be of other contracts
  await runCommand(ours(folders.unchanged), LIMIT_SECONDS);
  return timeInRounds(
    [
      {
        name: 'openapi-typescript, one command for the three',
        run: async () => {
          fromNothing(folders.theirs);
          return runCommand(theirs(folders.theirs), LIMIT_SECONDS);
        },
      },
      {
        name: 'influxkit generate, from nothing',
        run: async () => {
          fromNothing(folders.ours);
          return runCommand(ours(folders.ours), LIMIT_SECONDS);
        },
      },
      {
        name: 'influxkit generate, nothing changed',
        run: () => runCommand(ours(folders.unchanged), LIMIT_SECONDS),
      },
    ],
    rounds,
  );
}

const seconds = (value: number): string => `${value.toFixed(2)} s`;
const mebibytes = (bytes: number): string => (Number.isNaN(bytes) ? 'not known' : `${Math.round(bytes / 2 ** 20)} MiB`);

const cells = (timed: Timed): string[] =>
  timed.failure === undefined
    ? [
        seconds(timed.seconds),
        `${(timed.spread * 100).toFixed(0)}%`,
        ratio(timed),
        seconds(timed.cpuSeconds),
        mebibytes(timed.peakBytes),
      ]
    : [timed.failure, '', '', '', ''];

const COLUMNS = ['time', '±', 'ratio of time (quartiles)', 'CPU', 'peak memory'];

/** Generation from contracts, beside the commands of other generators. */
export const generation: Suite = {
  name: 'generation',
  async run({ quick }) {
    const three = await threeContracts(quick ? 1 : 3);
    const sizes = new Map<string, { files: number; bytes: number }>();
    const one = await timeInRounds(
      generators.map((generator) => ({
        name: generator.name,
        run: async () => {
          const folder = clientFolder(generator);
          const run = await generate(generator, ossV2, folder, LIMIT_SECONDS);
          sizes.set(generator.name, sizeOf(join(folder, 'generated')));
          return run;
        },
      })),
      quick ? 1 : 3,
    );
    const tables: Table[] = [
      {
        title: 'Three contracts, in many files',
        columns: ['command', ...COLUMNS],
        rows: three.map((timed) => [timed.name, ...cells(timed)]),
      },
      {
        title: 'The contract of OSS v2, in one file',
        columns: ['generator', ...COLUMNS, 'makes', 'files', 'written'],
        rows: one.map((timed, index) => {
          const size = sizes.get(timed.name);
          return [
            timed.name,
            ...cells(timed),
            generators[index]?.makes ?? '',
            String(size?.files ?? 0),
            `${((size?.bytes ?? 0) / 1e6).toFixed(1)} MB`,
          ];
        }),
      },
    ];
    return {
      title: 'Generation',
      about:
        'From the start of the command to its end, each run a process of its own, in turns. The ratio is to the time ' +
        'of openapi-typescript in the same round: below 1 is faster. openapi-typescript writes types alone, the others ' +
        'clients. CPU is the processor time of all processes and threads of a run, memory the peak of the largest ' +
        'process. hey-api, orval and kubb are at their last versions that run on Node 20. All are configured for a ' +
        'client on fetch, and none formats what it has written.',
      tables,
      packages: [...new Set(generators.flatMap(({ packages }) => packages))].filter(
        (name) => !name.startsWith('@influxkit/'),
      ),
      data: { three, one: one.map((timed) => ({ ...timed, ...sizes.get(timed.name) })) },
    };
  },
};
