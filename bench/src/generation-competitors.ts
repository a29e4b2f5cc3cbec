import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from './generation-command.js';

/** The folder of the benchmarks. */
export const benchFolder: string = fileURLToPath(new URL('../', import.meta.url));
/** The folder of the repository. */
export const rootFolder: string = join(benchFolder, '..');
/** Where everything goes that a run makes; it lies below the competitors' packages, so that what they generate finds them. */
export const cacheFolder: string = join(benchFolder, '.cache');

/** A contract as one file. */
export interface ContractFile {
  readonly file: string;
  /** The product whose names are set in the repository's configuration. */
  readonly product?: string;
}

/** A command that makes TypeScript of a contract. */
export interface Generator {
  readonly name: string;
  /** The packages that it needs; the first has the command. */
  readonly packages: readonly string[];
  readonly makes: 'types' | 'client';
  /** Writes the configuration it needs into the folder, and gives the command. Output goes to `generated` in the folder. */
  command(contract: ContractFile, folder: string): Command;
}

/** Where a package is installed. */
function packageFolder(name: string): string {
  for (const folder of [benchFolder, rootFolder]) {
    const installed = join(folder, 'node_modules', name);
    if (existsSync(join(installed, 'package.json'))) return installed;
  }
  throw new Error(`${name} is not installed`);
}

/** The script behind the command of a package. */
export function scriptOf(name: string, command?: string): string {
  const folder = packageFolder(name);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    bin?: string | Record<string, string>;
  };
  const script = typeof bin === 'string' ? bin : (bin?.[command ?? ''] ?? Object.values(bin ?? {})[0]);
  if (script === undefined) throw new Error(`${name} has no command`);
  return join(folder, script);
}

/** The repository's configuration as an import of a module in another folder. */
export const configFrom = (folder: string): string =>
  JSON.stringify(`./${relative(folder, join(rootFolder, 'influxkit.config.ts'))}`);

const openapiTypescript: Generator = {
  name: 'openapi-typescript',
  packages: ['openapi-typescript'],
  makes: 'types',
  command: ({ file }, cwd) => ({
    script: scriptOf('openapi-typescript'),
    args: [file, '--output', 'generated/schema.ts'],
    cwd,
  }),
};

const influxkit: Generator = {
  name: 'influxkit',
  packages: ['@influxkit/generator'],
  makes: 'client',
  command({ file, product }, cwd) {
    const script = scriptOf('@influxkit/generator');
    if (product === undefined)
      return { script, args: ['generate', '--input', file, '--output', 'generated', '--name', 'grown'], cwd };
    writeFileSync(
      join(cwd, 'influxkit.config.ts'),
      `import base from ${configFrom(cwd)};

const one = base.products.filter(({ name }) => name === ${JSON.stringify(product)});
export default {
  products: one.map(({ refRoot, bundle, docs, ...product }) => ({
    ...product,
    input: ${JSON.stringify(file)},
    output: 'generated',
  })),
};
`,
    );
    return { script, args: ['generate'], cwd };
  },
};

const heyApi: Generator = {
  name: '@hey-api/openapi-ts',
  packages: ['@hey-api/openapi-ts'],
  makes: 'client',
  command: ({ file }, cwd) => ({
    script: scriptOf('@hey-api/openapi-ts'),
    args: ['--input', file, '--output', 'generated', '--client', '@hey-api/client-fetch', '--no-log-file'],
    cwd,
  }),
};

/** Where orval's calls go: the address is part of the code it makes. */
export const ORVAL_BASE_URL = 'http://influxdb.invalid';

const orval: Generator = {
  name: 'orval',
  packages: ['orval'],
  makes: 'client',
  command({ file }, cwd) {
    const output = { target: 'generated/api.ts', client: 'fetch', baseUrl: ORVAL_BASE_URL };
    const config = { contract: { input: { target: file }, output } };
    writeFileSync(join(cwd, 'orval.config.cjs'), `module.exports = ${JSON.stringify(config, null, 2)};\n`);
    return { script: scriptOf('orval'), args: ['--config', 'orval.config.cjs'], cwd };
  },
};

const kubb: Generator = {
  name: 'kubb',
  packages: ['@kubb/cli', '@kubb/core', '@kubb/plugin-oas', '@kubb/plugin-ts', '@kubb/plugin-client'],
  makes: 'client',
  command({ file }, cwd) {
    writeFileSync(
      join(cwd, 'kubb.config.mjs'),
      `import { defineConfig } from '@kubb/core';
import { pluginClient } from '@kubb/plugin-client';
import { pluginOas } from '@kubb/plugin-oas';
import { pluginTs } from '@kubb/plugin-ts';

export default defineConfig({
  root: '.',
  input: { path: ${JSON.stringify(file)} },
  output: { path: './generated', format: false, lint: false },
  plugins: [
    pluginOas({ validate: false, generators: [] }),
    pluginTs({ output: { path: 'models' } }),
    pluginClient({ output: { path: 'clients' }, client: 'fetch' }),
  ],
});
`,
    );
    return {
      script: scriptOf('@kubb/cli', 'kubb'),
      args: ['generate', '--config', 'kubb.config.mjs', '--logLevel', 'silent'],
      cwd,
    };
  },
};

const oazapfts: Generator = {
  name: 'oazapfts',
  packages: ['oazapfts', '@oazapfts/runtime'],
  makes: 'client',
  command: ({ file }, cwd) => ({ script: scriptOf('oazapfts'), args: [file, 'generated/api.ts'], cwd }),
};

const swaggerTypescriptApi: Generator = {
  name: 'swagger-typescript-api',
  packages: ['swagger-typescript-api'],
  makes: 'client',
  command: ({ file }, cwd) => ({
    script: scriptOf('swagger-typescript-api'),
    args: ['generate', '--path', file, '--output', 'generated', '--name', 'api.ts', '--silent'],
    cwd,
  }),
};

/** All generators; the first is what the others are compared with. */
export const generators: readonly Generator[] = [
  openapiTypescript,
  influxkit,
  oazapfts,
  orval,
  heyApi,
  swaggerTypescriptApi,
  kubb,
];
