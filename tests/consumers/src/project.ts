import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';
import { inject } from 'vitest';
import { scopeLine } from '../../../scripts/registry/registry.mjs';
import { command } from './command.js';

const projects = fileURLToPath(new URL('../projects/', import.meta.url));

/** Third-party packages are fetched once and kept for later runs; npm holds each against its checksum. */
const cache = join(tmpdir(), 'influxkit-consumers-npm-cache');

/** A project outside of the workspace, as a user of the packages would have it. */
export interface Project extends AsyncDisposable {
  readonly folder: string;
  /** Runs a command there. */
  run(name: string, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<string>;
  /** Writes a file there. */
  write(path: string, content: string): Promise<void>;
}

async function createProject(name: string, shared: readonly SharedFile[], versions: Versions): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), `influxkit-consumer-${name}-`));
  await cp(join(projects, name), folder, { recursive: true });
  const manifest = await readFile(join(folder, 'package.json'), 'utf8');
  await writeFile(join(folder, 'package.json'), withVersions(manifest, versions));
  await writeFile(join(folder, '.npmrc'), scopeLine(inject('registry')));
  for (const file of shared) await writeFile(join(folder, file), await sharedAs(file));
  return {
    folder,
    run: (program, args, env = {}) => command(program, args, { cwd: folder, env }),
    write: async (path, content) => {
      await mkdir(join(folder, path, '..'), { recursive: true });
      await writeFile(join(folder, path), content);
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/**
 * Copies `projects/<name>` to a new folder, makes `@influxkit/…` in its package.json mean what was published, and installs.
 * What consumers share is put beside it, in the forms that are asked for; `versions` are of other packages, in place of
 * those in its package.json.
 */
export async function installProject(
  name: string,
  shared: readonly SharedFile[] = [],
  versions: Versions = {},
): Promise<Project> {
  const project = await createProject(name, shared, versions);
  try {
    const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
    await project.run('npm', ['install', '--prefer-offline', '--cache', cache, ...quiet]);
    return project;
  } catch (error) {
    await project[Symbol.asyncDispose]();
    throw error;
  }
}

/** The versions that were published, by name. */
export const publishedVersions = (): ReadonlyMap<string, string> =>
  new Map(inject('packages').map(({ name, version }) => [name, version]));

type Versions = Readonly<Record<string, string>>;

/**
 * Puts the version that was published in place of each `*`, all that is published in place of `@influxkit/*`, and other
 * versions where they are given.
 */
function withVersions(manifest: string, versions: Versions): string {
  const published = [...publishedVersions()].map(
    ([name, version]) => [`"${name}": "*"`, `"${name}": "${version}"`] as const,
  );
  const text = published.reduce(
    (changed, [open, pinned]) => changed.replaceAll(open, pinned),
    manifest.replace('"@influxkit/*": "*"', published.map(([, pinned]) => pinned).join(', ')),
  );
  return Object.entries(versions).reduce(
    (changed, [name, version]) => changed.replace(new RegExp(`"${name}": "[^"]*"`), `"${name}": "${version}"`),
    text,
  );
}

/** The forms in which the files of `projects/shared` are had. */
export type SharedFile =
  | 'flight.ts'
  | `work.${'ts' | 'mts' | 'cts' | 'mjs' | 'cjs'}`
  | `mistakes.${'ts' | 'mts' | 'cts'}`;

/** TypeScript stays as it is; JavaScript is the same without its types, and for CommonJS with `require`. */
async function sharedAs(file: SharedFile): Promise<string> {
  const [name, extension] = file.split('.');
  const source = await readFile(join(projects, 'shared', `${name}.ts`), 'utf8');
  if (extension?.endsWith('ts')) return source;
  const format = extension === 'cjs' ? 'cjs' : 'esm';
  return (await transform(source, { loader: 'ts', format, target: 'es2022' })).code;
}
