import { dependencies } from '../../../package.json' with { type: 'json' };
import type { JsonObject } from '../../base/json.js';
import { VERSION } from '../../base/version.js';
import type { PackageManager } from './repository-layout.js';

/** What the files of a new client are made from. Paths are from the root, with slashes. */
export interface ClientSetup {
  /** Name of the npm package. */
  readonly packageName: string;
  readonly product: string;
  /** What the API is called. */
  readonly title: string;
  /** Folder of the package; empty: the root itself. */
  readonly folder: string;
  readonly input: string;
  readonly bundle: string;
  readonly upstream?: string;
  readonly stripPrefix?: string;
  /** The address that the contract gives for its server, where that is a whole one: what the client calls without `baseUrl`. */
  readonly server?: string;
  /** Name of the function that creates the client. */
  readonly create: string;
  readonly manager: PackageManager;
  readonly baseBranch: string;
}

/** Versions that a new repository begins with, where it has none of its own. */
const TYPESCRIPT = '^5.9.0';
const CHANGESETS = '^2.31.0';

/** A path below the package. */
export function within({ folder }: Pick<ClientSetup, 'folder'>, path: string): string {
  return folder === '' ? path : `${folder}/${path}`;
}

/** The product as the configuration lists it. */
export function productEntry(setup: ClientSetup): JsonObject {
  return {
    name: setup.product,
    input: setup.input,
    output: within(setup, 'src/generated'),
    bundle: setup.bundle,
    docs: within(setup, 'OPERATIONS.md'),
    ...(setup.stripPrefix !== undefined && { stripPrefix: setup.stripPrefix }),
    ...(setup.upstream !== undefined && { upstream: setup.upstream }),
  };
}

/** An object of strings as a person writes it in TypeScript. */
export function literal(object: JsonObject, indent: string): string {
  const lines = Object.entries(object).map(([key, value]) => `${indent}  ${key}: ${inQuotes(String(value))},`);
  return ['{', ...lines, `${indent}}`].join('\n');
}

function inQuotes(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

export function configuration(setup: ClientSetup): string {
  return `import { defineConfig } from '@influxkit/generator';

export default defineConfig({
  products: [
    ${literal(productEntry(setup), '    ')},
  ],
});
`;
}

/** The package.json of the client itself. */
export function packageManifest({ packageName, title, bundle, folder }: ClientSetup): JsonObject {
  const bundleName = folder === '' ? bundle : bundle.slice(folder.length + 1);
  return {
    name: packageName,
    version: '0.0.0',
    description: `Client of ${title}.`,
    type: 'module',
    sideEffects: false,
    engines: { node: '>=20.19.0' },
    exports: {
      '.': { types: './dist/index.d.ts', default: './dist/index.js' },
      './openapi.json': `./${bundleName}`,
    },
    files: ['dist', bundleName, 'OPERATIONS.md'],
    scripts: { build: 'tsc', prepublishOnly: 'tsc' },
    publishConfig: { access: 'public' },
    dependencies: { '@influxkit/runtime': dependencies['@influxkit/runtime'] },
    devDependencies: { typescript: TYPESCRIPT },
  };
}

/** What the package.json of the root gets. */
export const rootScripts: Readonly<Record<string, string>> = {
  generate: 'influxkit generate',
  'generate:check': 'influxkit generate --check && influxkit changeset --check',
  changesets: 'influxkit changeset',
  'release:version': 'changeset version && influxkit changeset',
  'release:publish': 'changeset publish',
};

export const rootDevDependencies: Readonly<Record<string, string>> = {
  '@changesets/cli': CHANGESETS,
  '@influxkit/generator': `^${VERSION}`,
  typescript: TYPESCRIPT,
};

/** The task of turbo for `generate`, which is of the root: the configuration is there. */
export function turboTask(setup: ClientSetup): { inputs: string[]; outputs: string[] } {
  return {
    inputs: ['influxkit.config.ts', setup.input],
    outputs: [within(setup, 'src/generated/**'), setup.bundle, within(setup, 'OPERATIONS.md')],
  };
}

export const compilerOptions = `{
  "compilerOptions": {
    "target": "ES2022",
    "lib": ["ES2022", "DOM", "DOM.Iterable"],
    "module": "nodenext",
    "rootDir": "src",
    "outDir": "dist",
    "declaration": true,
    "strict": true
  },
  "include": ["src"]
}
`;

export function readme({ packageName, title, create, server }: ClientSetup): string {
  const created =
    server === undefined
      ? `const api = ${create}({ baseUrl: 'http://localhost:8080' });`
      : `// ${server}, as the contract says; another address: { baseUrl }\nconst api = ${create}();`;
  return `# ${packageName}

Typed client of ${title}. All methods: [OPERATIONS.md](OPERATIONS.md).

\`\`\`sh
npm install ${packageName}
\`\`\`

\`\`\`ts
import { ${create} } from '${packageName}';

${created}
\`\`\`
`;
}

/** Lines of \`.gitattributes\`: files that a checkout must not change, and that a review may fold. */
export function attributes(setup: ClientSetup): string[] {
  return [setup.bundle, within(setup, 'OPERATIONS.md')].map((path) => `${path} text eol=lf linguist-generated=true`);
}

export function changesetConfig({ baseBranch }: ClientSetup): JsonObject {
  return {
    changelog: '@changesets/cli/changelog',
    commit: false,
    access: 'public',
    baseBranch,
    updateInternalDependencies: 'patch',
    fixed: [],
    linked: [],
    ignore: [],
  };
}

export function firstChangeset({ packageName, title }: ClientSetup): string {
  return `---\n'${packageName}': minor\n---\n\nThe first release: a typed client of ${title}.\n`;
}

/** How each package manager installs what is locked, runs a script of the root, and one of a package. */
export const commands: Readonly<
  Record<PackageManager, { locked: string; install: string; run: string; build: (name: string) => string }>
> = {
  npm: {
    locked: 'npm ci',
    install: 'npm install',
    run: 'npm run',
    build: (name) => `npm run build --workspace ${name}`,
  },
  pnpm: {
    locked: 'pnpm install --frozen-lockfile',
    install: 'pnpm install',
    run: 'pnpm run',
    build: (name) => `pnpm --filter ${name} run build`,
  },
  yarn: {
    locked: 'yarn install --immutable',
    install: 'yarn install',
    run: 'yarn run',
    build: (name) => `yarn workspace ${name} run build`,
  },
};

/** The command that builds the package. */
export function buildCommand({ manager, folder, packageName }: ClientSetup): string {
  const { run, build } = commands[manager];
  return folder === '' ? `${run} build` : build(packageName);
}

export function workflow(setup: ClientSetup): string {
  const { manager, baseBranch } = setup;
  const { locked, run } = commands[manager];
  const enable = manager === 'npm' ? '' : '      - run: corepack enable\n';
  return `# Fails where somebody changed a contract and forgot to generate, or to say so in a changeset.
name: Client
on:
  push:
    branches: [${baseBranch}]
  pull_request:
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          # What changed is counted from the last release.
          fetch-depth: 0
          persist-credentials: false
      - uses: actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0
        with:
          node-version: '22'
          package-manager-cache: false
${enable}      - run: ${locked}
      - run: ${run} generate:check
      - run: ${buildCommand(setup)}
`;
}
