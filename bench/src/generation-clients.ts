import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Run, runCommand } from './generation-command.js';
import {
  benchFolder,
  type ContractFile,
  cacheFolder,
  type Generator,
  generators,
  rootFolder,
} from './generation-competitors.js';
import { failureOf } from './generation-rounds.js';
import { progress } from './harness/progress.js';

/** A client of OSS v2 with its consumers: `ten.ts` makes ten calls, `small.ts` lists buckets and writes. */
export interface Client {
  readonly name: string;
  /** The folder with the consumers, and what they need. */
  readonly folder: string;
  /** The packages whose versions a report names. */
  readonly packages: readonly string[];
  /** Why there is none. */
  readonly failure?: string;
}

interface Kind {
  readonly name: string;
  /** Below `consumers`. */
  readonly consumers: string;
  /** Which generator makes it; none for a package that is ready. */
  readonly generator?: string;
  readonly packages: readonly string[];
}

const KINDS: readonly Kind[] = [
  {
    name: 'openapi-typescript, openapi-fetch',
    consumers: 'openapi-fetch',
    generator: 'openapi-typescript',
    packages: ['openapi-typescript', 'openapi-fetch'],
  },
  { name: 'influxkit', consumers: 'influxkit', packages: [] },
  {
    name: 'oazapfts',
    consumers: 'oazapfts',
    generator: 'oazapfts',
    packages: ['oazapfts', '@oazapfts/runtime'],
  },
  { name: 'orval', consumers: 'orval', generator: 'orval', packages: ['orval'] },
  {
    name: '@hey-api/openapi-ts',
    consumers: 'hey-api',
    generator: '@hey-api/openapi-ts',
    packages: ['@hey-api/openapi-ts'],
  },
  {
    name: 'swagger-typescript-api',
    consumers: 'swagger-typescript-api',
    generator: 'swagger-typescript-api',
    packages: ['swagger-typescript-api'],
  },
  { name: 'kubb', consumers: 'kubb', generator: 'kubb', packages: ['@kubb/core', '@kubb/plugin-client'] },
  {
    name: '@influxdata/influxdb-client-apis',
    consumers: 'influxdb-client-apis',
    packages: ['@influxdata/influxdb-client', '@influxdata/influxdb-client-apis'],
  },
];

/** No generator may take longer for one contract. */
export const LIMIT_SECONDS = 60;

/** The contract of OSS v2, as it ships: bundled. */
export const ossV2: ContractFile = { file: join(rootFolder, 'packages/oss-v2/openapi.json'), product: 'oss-v2' };

/** Where the client of a generator belongs: its consumers are put beside what is generated. */
export function clientFolder(generator: Generator): string {
  const kind = KINDS.find((each) => each.generator === generator.name);
  return join(cacheFolder, 'clients', kind?.consumers ?? `${generator.name}-sources`);
}

/** What tells one run of all suites, which are processes of their own, from the next. */
const RUN = process.env.BENCH_RUN ?? String(process.pid);

interface Stamp {
  readonly run: string;
  readonly failure?: string;
}

// not `generated.json`, which imports of `./generated` would find
const stampOf = (folder: string): string => join(folder, 'stamp.json');

/** Generates the client of OSS v2, unless another suite of this run has done it, or failed to. */
export async function generateOnce(generator: Generator, folder: string): Promise<void> {
  const { run, failure } = readStamp(folder) ?? {};
  if (run !== RUN) {
    progress(`generating: ${generator.name}`);
    await generate(generator, ossV2, folder, LIMIT_SECONDS);
  } else if (failure !== undefined) throw new Error(failure);
}

function readStamp(folder: string): Stamp | undefined {
  try {
    return JSON.parse(readFileSync(stampOf(folder), 'utf8')) as Stamp;
  } catch {
    return undefined;
  }
}

/** Generates anew, from nothing: whatever is in the folder goes. */
export async function generate(
  generator: Generator,
  contract: ContractFile,
  folder: string,
  limitSeconds: number,
): Promise<Run> {
  const generated = join(folder, 'generated');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(generated, { recursive: true });
  const stamp = (outcome: Omit<Stamp, 'run'>): void =>
    writeFileSync(stampOf(folder), JSON.stringify({ run: RUN, ...outcome }));
  try {
    const run = await runCommand(generator.command(contract, folder), limitSeconds);
    // some say yes and write nothing
    if (sizeOf(generated).files === 0) throw new Error('exits with 0 and writes nothing');
    stamp({});
    return run;
  } catch (error) {
    stamp(failureOf(error));
    throw error;
  }
}

/** How many files a folder has, below it too, and how large they are together. */
export function sizeOf(folder: string): { files: number; bytes: number } {
  let files = 0;
  let bytes = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    files++;
    bytes += statSync(join(entry.parentPath, entry.name)).size;
  }
  return { files, bytes };
}

let made: Promise<readonly Client[]> | undefined;

/** All clients, made once a run. One that cannot be made says why. */
export function clients(): Promise<readonly Client[]> {
  made ??= makeAll();
  return made;
}

async function makeAll(): Promise<Client[]> {
  const all: Client[] = [];
  for (const kind of KINDS) all.push(await make(kind));
  return all;
}

async function make({ name, consumers, generator: generatorName, packages }: Kind): Promise<Client> {
  const folder = join(cacheFolder, 'clients', consumers);
  const client = { name, folder, packages };
  try {
    const generator = generators.find((each) => each.name === generatorName);
    if (generator) await generateOnce(generator, folder);
    cpSync(join(benchFolder, 'consumers', consumers), folder, { recursive: true });
    return client;
  } catch (error) {
    return { ...client, failure: failureOf(error).failure };
  }
}

/** Text of a consumer, for those who look for a place in it. */
export const textOf = (client: Client, consumer: string): string => readFileSync(join(client.folder, consumer), 'utf8');
