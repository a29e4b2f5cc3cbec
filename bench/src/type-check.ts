import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Client, clientFolder, clients, generateOnce, textOf } from './generation-clients.js';
import { generators } from './generation-competitors.js';
import { failureOf, timeInRounds } from './generation-rounds.js';
import { count, ratio } from './harness/format.js';
import type { Suite } from './harness/suite.js';
import { hovers } from './type-check-hover.js';
import { STRICT, STRICT_DECLARATIONS, typeCheck } from './type-check-options.js';

const LIMIT_SECONDS = 60;

/** The same consumer on modules that it generated itself, which the compiler checks too, as it does the bare schema. */
async function ownSources(published: Client): Promise<Client> {
  const name = 'influxkit, generated into the project';
  const generator = generators.find((each) => each.name === 'influxkit');
  if (!generator) throw new Error('influxkit is not among the generators.');
  const folder = clientFolder(generator);
  try {
    await generateOnce(generator, folder);
    const text = textOf(published, 'ten.ts').replace("'@influxkit/oss-v2'", "'./generated/index'");
    writeFileSync(join(folder, 'ten.ts'), text);
    return { name, folder, packages: [] };
  } catch (error) {
    return { name, folder, packages: [], failure: failureOf(error).failure };
  }
}

/** `Types:   1234` in what `tsc --diagnostics` prints. */
function diagnostic(output: string, name: string): number {
  const match = new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(output);
  return Number(match?.[1] ?? Number.NaN);
}

/** How long a strict project waits for its types, on each client. */
export const typeCheckTime: Suite = {
  name: 'type-check',
  async run({ quick }) {
    const all = await clients();
    const published = all.find(({ name }) => name === 'influxkit');
    const checked = all.flatMap((client) => {
      if (client.name !== 'influxkit') return [client];
      return [{ ...client, name: 'influxkit, the package' }];
    });
    if (published) checked.splice(2, 0, await ownSources(published));
    const found = new Map<string, { errors: number; types: number; instantiations: number; lines: number }>();
    const timed = await timeInRounds(
      checked.map(({ name, folder, failure }) => ({
        name,
        run: async () => {
          if (failure !== undefined) throw new Error(`not generated: ${failure}`);
          const run = await typeCheck(folder, 'ten.ts', STRICT, LIMIT_SECONDS);
          found.set(name, {
            errors: run.errors.length,
            types: diagnostic(run.output, 'Types'),
            instantiations: diagnostic(run.output, 'Instantiations'),
            lines: diagnostic(run.output, 'Lines of TypeScript') + diagnostic(run.output, 'Lines of Definitions'),
          });
          return run;
        },
      })),
      quick ? 1 : 3,
    );
    const declared = new Map<string, number>();
    for (const { name, folder, failure } of checked) {
      if (failure !== undefined) continue;
      const run = await typeCheck(folder, 'ten.ts', STRICT_DECLARATIONS, 2 * LIMIT_SECONDS);
      declared.set(name, diagnostic(run.output, 'Types'));
    }
    const shown = await hovers(
      all.filter(({ failure }) => failure === undefined),
      STRICT,
    );
    return {
      title: 'Type-checking',
      about:
        'A strict project with one module that makes ten calls to OSS v2, written as each client wants it: from the ' +
        'start of `tsc` to its end, without incremental builds and with `skipLibCheck`, in turns. The baseline is the ' +
        'bare `schema.ts` of openapi-typescript with openapi-fetch; below 1 is faster. The last column but one has the ' +
        'types without `skipLibCheck`, of which the libraries of TypeScript itself, the DOM foremost, make 17,000.\n\n' +
        'What an editor shows over the name of the call that lists buckets is counted in characters; TypeScript cuts ' +
        'long types short with `...`.',
      tables: [
        {
          title: 'Ten calls, checked strictly',
          columns: [
            'client',
            'time',
            '±',
            'ratio of time (quartiles)',
            'peak memory',
            'types',
            'instantiations',
            'types, declarations checked',
            'errors',
          ],
          rows: timed.map((each) => {
            if (each.failure !== undefined) return [each.name, each.failure, '', '', '', '', '', '', ''];
            const about = found.get(each.name);
            return [
              each.name,
              `${each.seconds.toFixed(2)} s`,
              `${(each.spread * 100).toFixed(0)}%`,
              ratio(each),
              `${Math.round(each.peakBytes / 2 ** 20)} MiB`,
              count(about?.types ?? Number.NaN),
              count(about?.instantiations ?? Number.NaN),
              count(declared.get(each.name) ?? Number.NaN),
              String(about?.errors ?? ''),
            ];
          }),
        },
        {
          title: 'What hovering a call shows',
          columns: ['client', 'characters', 'cut short', 'documented', 'begins with'],
          rows: shown.map(({ name, text, documentation }) => [
            name,
            String(text.length),
            text.includes('...') ? 'yes' : 'no',
            documentation === '' ? 'no' : 'yes',
            `\`${text.replaceAll(/\s+/g, ' ').slice(0, 100)}${text.length > 100 ? ' …' : ''}\``,
          ]),
        },
      ],
      packages: ['typescript', ...new Set(all.flatMap(({ packages }) => packages))],
      data: {
        timed: timed.map((each) => ({ ...each, ...found.get(each.name), declaredTypes: declared.get(each.name) })),
        hovers: shown,
      },
    };
  },
};
