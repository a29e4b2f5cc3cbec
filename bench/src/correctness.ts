import { join } from 'node:path';
import { build } from 'esbuild';
import { type CheckResult, checkNames } from './correctness-driver.js';
import { type Client, clients } from './generation-clients.js';
import { runCommand } from './generation-command.js';
import { benchFolder, ORVAL_BASE_URL } from './generation-competitors.js';
import { failureOf } from './generation-rounds.js';
import { progress } from './harness/progress.js';
import type { Suite } from './harness/suite.js';
import { STRICT, STRICTER, typeCheck } from './type-check-options.js';

const LIMIT_SECONDS = 60;

/** Bundles a client's calls with what drives them, and lets them run in a process of their own. */
async function driven({ folder }: Client): Promise<CheckResult[]> {
  const outfile = join(folder, 'correctness.mjs');
  const from = (file: string): string => JSON.stringify(file);
  await build({
    stdin: {
      contents: `import { connect } from ${from(join(folder, 'ten.ts'))};
import { drive } from ${from(join(benchFolder, 'src/correctness-driver.ts'))};
await drive(connect, ${from(ORVAL_BASE_URL)});
`,
      resolveDir: folder,
    },
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'silent',
    tsconfigRaw: {},
  });
  const { output } = await runCommand({ script: outfile, args: [], cwd: folder }, LIMIT_SECONDS);
  const line = output.split('\n').findLast((text) => text.startsWith('['));
  if (line === undefined) throw new Error('prints no results');
  return JSON.parse(line) as CheckResult[];
}

async function compiled(
  { folder }: Client,
  check: string,
  options: typeof STRICT | typeof STRICTER,
): Promise<CheckResult> {
  const { errors } = await typeCheck(folder, 'ten.ts', options, LIMIT_SECONDS);
  const [first] = errors;
  if (first === undefined) return { check };
  return { check, wrong: `${errors.length} error${errors.length === 1 ? '' : 's'}: ${first.slice(0, 200)}` };
}

const COMPILES = 'compiles under `strict`';
const COMPILES_STRICTER = 'compiles under stricter options';

/** What a whole check could not be made of. */
const allWrong = (checks: readonly string[], error: unknown): CheckResult[] =>
  checks.map((check) => ({ check, wrong: failureOf(error).failure }));

async function checked(client: Client): Promise<CheckResult[]> {
  if (client.failure !== undefined)
    return allWrong([...checkNames, COMPILES, COMPILES_STRICTER], new Error(`not generated: ${client.failure}`));
  const [runs, strict, stricter] = await Promise.all([
    driven(client).catch((error: unknown) => allWrong(checkNames, error)),
    compiled(client, COMPILES, STRICT).catch((error: unknown) => allWrong([COMPILES], error)[0]),
    compiled(client, COMPILES_STRICTER, STRICTER).catch((error: unknown) => allWrong([COMPILES_STRICTER], error)[0]),
  ]);
  return [...runs, ...[strict, stricter].filter((result) => result !== undefined)];
}

/** Whether the call that each client offers really lists, writes and queries. */
export const correctness: Suite = {
  name: 'correctness',
  async run() {
    const all = await clients();
    const data: { name: string; results: CheckResult[] }[] = [];
    for (const client of all) {
      progress(client.name);
      data.push({ name: client.name, results: await checked(client) });
    }
    const checks = [...checkNames, COMPILES, COMPILES_STRICTER];
    const wrong = data.flatMap(({ name, results }) =>
      results.flatMap((result) => (result.wrong === undefined ? [] : [[name, result.check, result.wrong]])),
    );
    return {
      title: 'Correctness',
      about:
        'The same calls through each client, against a local server that keeps what arrives: the right method, path, ' +
        'query, body and content type, and the right value back. Line protocol has to arrive byte for byte, CSV has to ' +
        'come back as it was sent. Stricter options are `exactOptionalPropertyTypes` and ' +
        '`noUncheckedIndexedAccess`. Each call is made as its types suggest, with no option besides: openapi-fetch also ' +
        "sends text as it is when a `bodySerializer` says so, and gives CSV with `parseAs: 'text'`; " +
        "swagger-typescript-api gives CSV with `format: 'text'`.",
      tables: [
        {
          title: 'What works',
          columns: ['', ...data.map(({ name }) => name)],
          rows: checks.map((check) => [
            check,
            ...data.map(({ results }) => {
              const result = results.find((each) => each.check === check);
              return result !== undefined && result.wrong === undefined ? 'yes' : 'no';
            }),
          ]),
        },
        ...(wrong.length > 0
          ? [{ title: 'What goes wrong', columns: ['client', 'check', 'what happens'], rows: wrong }]
          : []),
      ],
      packages: ['typescript', ...new Set(all.flatMap(({ packages }) => packages))],
      data,
    };
  },
};
