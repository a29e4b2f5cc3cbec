import { execFileSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { quote } from '../../base/diagnostics.js';
import type { JsonValue } from '../../base/json.js';
import { isInside, relativePath } from '../../base/paths.js';
import { defaultAddress, firstServer } from '../../contract/document/servers.js';
import { serverTemplate } from '../../generate/model/server-path.js';
import { type Call, type Command, type ExitCode, UsageError } from '../command.js';
import { exitCodeOf } from '../exit-code.js';
import { TextEditor } from '../init/edit-json.js';
import { FileChanges } from '../init/file-changes.js';
import { folderFor, layoutOf, matches, type RepositoryLayout } from '../init/repository-layout.js';
import { commonPrefix, type TakenContract, takeContract } from '../init/take-contract.js';
import * as template from '../init/templates.js';
import { productName, productNameOf } from '../product-name.js';
import { runOnce } from './generate-command.js';

/** `influxkit init`. */
export const initCommand: Command = {
  name: 'init',
  summary: 'sets up the package of a client: configuration, scripts, checks and changesets.',
  usage: ['influxkit init --contract FILE --package NAME [--name PRODUCT] [--dir DIR]'],
  options: {
    contract: { value: 'FILE', help: 'The contract, a file or a URL. From elsewhere, it is copied into the package.' },
    package: { value: 'NAME', help: 'Name of the npm package that the client becomes, such as @harbour/client.' },
    name: { value: 'PRODUCT', short: 'n', help: 'Name of the product. Default: from the title of the contract.' },
    dir: {
      value: 'DIR',
      help: 'Folder of the package. Default: where the workspace has its packages, or this folder.',
    },
    'no-ci': { help: 'Writes no workflow for GitHub.' },
  },
  run,
};

const CONFIG = 'influxkit.config.ts';
const PACKAGE = /^(@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/;
const PRODUCT = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

async function run(call: Call): Promise<ExitCode> {
  const root = realpathSync(call.io.cwd);
  const source = needed(call, 'contract', 'FILE: the contract, a file or a URL');
  const packageName = needed(call, 'package', 'NAME: what the npm package shall be called');
  if (!PACKAGE.test(packageName)) {
    throw new UsageError(`--package ${quote(packageName)} is not a name for an npm package, such as @harbour/client.`);
  }
  const layout = layoutOf(root);
  const contract = await takeContract(source, root);
  const setup = setupOf(call, root, layout, { source, packageName, contract });
  await refuseTaken(root, setup.product);
  const files = new FileChanges(root);
  await plan(files, setup, layout, contract, call.flag('no-ci'));
  files.save();
  for (const { path, action, note } of files.changes) {
    if (action !== 'kept' || note !== undefined) {
      call.io.out(`${note === undefined ? action : 'left'} ${path}${note === undefined ? '' : `: ${note}`}\n`);
    }
  }
  return (await generated(call, root, setup)) ?? finished(call, root, setup, files);
}

/** A product that is there is somebody's work: it is neither written over nor listed twice. */
async function refuseTaken(root: string, product: string): Promise<void> {
  if (!existsSync(join(root, CONFIG))) return;
  const { loadConfig } = await import('../../config/load-config.js');
  const { config } = await loadConfig(CONFIG, root);
  if (!config.products.some(({ name }) => name === product)) return;
  throw new UsageError(`${CONFIG} has a product ${quote(product)} already: give this one another --name.`);
}

function needed(call: Call, option: string, what: string): string {
  const value = call.text(option);
  if (value === undefined) throw new UsageError(`--${option} is needed: --${option} ${what}.`);
  return value;
}

interface Given {
  readonly source: string;
  readonly packageName: string;
  readonly contract: TakenContract;
}

function setupOf(call: Call, root: string, layout: RepositoryLayout, given: Given): template.ClientSetup {
  const { source, packageName, contract } = given;
  const title = String(contract.document.info?.title ?? '').trim();
  const product = call.text('name') ?? productName(title.replace(/\s+API$/i, '')) ?? productNameOf(source);
  if (!PRODUCT.test(product)) {
    throw new UsageError(`--name ${quote(product)} is not lower-case letters, digits and single hyphens.`);
  }
  const folder = folderOf(call, root, layout, product);
  const at = (path: string): string => template.within({ folder }, path);
  const input = contract.inside ?? at('openapi.yaml');
  // A contract in JSON may be called like the bundle.
  const bundle = input === at('openapi.json') ? at('openapi.bundled.json') : at('openapi.json');
  const stripPrefix = commonPrefix(contract.document);
  const server = serverTemplate(contract) && defaultAddress(firstServer(contract.document.servers));
  return {
    packageName,
    product,
    title: title === '' ? product : title.replaceAll(/[\r\n`]+/g, ' '),
    folder,
    input,
    bundle,
    create: `create${product.replaceAll(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase())}`,
    manager: layout.manager,
    baseBranch: branchOf(root),
    ...(contract.upstream !== undefined && { upstream: contract.upstream }),
    ...(stripPrefix !== undefined && { stripPrefix }),
    ...(server !== undefined && { server: server.replaceAll(/[\r\n`]+/g, '') }),
  };
}

/** The branch that is checked out: whoever sets a client up begins on the main one. */
function branchOf(root: string): string {
  try {
    const stdio = ['ignore', 'pipe', 'ignore'] as const;
    const branch = execFileSync('git', ['symbolic-ref', '--short', 'HEAD'], {
      cwd: root,
      encoding: 'utf8',
      stdio: [...stdio],
    });
    return /^[\w./-]+$/.test(branch.trim()) ? branch.trim() : 'main';
  } catch {
    // In no repository yet, or on no branch.
    return 'main';
  }
}

/** The folder of the package, from the root, with slashes; empty for the root itself. */
function folderOf(call: Call, root: string, { patterns }: RepositoryLayout, product: string): string {
  const given = call.text('dir');
  if (given !== undefined) {
    const path = resolve(root, given);
    if (!isInside(root, path)) throw new UsageError(`--dir ${quote(given)} is outside of this folder.`);
    const folder = relativePath(root, path);
    if (patterns === undefined || patterns.some((pattern) => matches(pattern, folder))) return folder;
    throw new UsageError(`--dir ${quote(given)} is none of the workspace's packages: ${patterns.join(', ')}.`);
  }
  if (patterns === undefined) return '';
  const folder = folderFor(product, patterns);
  if (folder !== undefined) return folder;
  throw new UsageError(
    `The workspace lists its packages one by one (${patterns.join(', ')}): add a folder there and name it by --dir.`,
  );
}

async function plan(
  files: FileChanges,
  setup: template.ClientSetup,
  layout: RepositoryLayout,
  contract: TakenContract,
  withoutCi: boolean,
): Promise<void> {
  const at = (path: string): string => template.within(setup, path);
  if (contract.inside === undefined) files.create(setup.input, contract.text);
  await configure(files, setup);
  const root: [string[], Record<string, JsonValue>][] = [
    [['scripts'], { ...template.rootScripts }],
    [['devDependencies'], { ...template.rootDevDependencies }],
  ];
  const manifest = template.packageManifest(setup);
  if (setup.folder === '') {
    const { scripts, devDependencies, dependencies, ...rest } = manifest;
    await files.addJson('package.json', [
      [[], rest],
      [['scripts'], scripts as Record<string, JsonValue>],
      [['dependencies'], dependencies as Record<string, JsonValue>],
      ...root,
      [['devDependencies'], devDependencies as Record<string, JsonValue>],
    ]);
  } else {
    files.createJson(at('package.json'), manifest);
    await files.addJson('package.json', root);
  }
  files.create(at('tsconfig.json'), template.compilerOptions);
  files.create(at('src/index.ts'), "export * from './generated/index.js';\n");
  files.create(at('README.md'), template.readme(setup));
  files.addLines('.gitattributes', template.attributes(setup));
  files.addLines('.gitignore', ['node_modules/', 'dist/']);
  files.createJson('.changeset/config.json', template.changesetConfig(setup));
  files.create(`.changeset/first-release-of-${setup.product}.md`, template.firstChangeset(setup));
  if (layout.hasTurbo) await addTurboTask(files, setup);
  if (!withoutCi) files.create('.github/workflows/client.yml', template.workflow(setup));
}

/** One configuration has all products of a repository. */
async function configure(files: FileChanges, setup: template.ClientSetup): Promise<void> {
  const before = files.read(CONFIG);
  if (before === undefined) {
    files.create(CONFIG, template.configuration(setup));
    return;
  }
  const editor = await TextEditor.open(CONFIG, before);
  const entry = (indent: string): string => template.literal(template.productEntry(setup), indent);
  if (editor.append('products', entry)) files.edit(CONFIG, editor.text);
  else files.note(CONFIG, `add to its products: ${JSON.stringify(template.productEntry(setup))}`);
}

/** The task has the files of all products: one that is there gets those of this one. */
async function addTurboTask(files: FileChanges, setup: template.ClientSetup): Promise<void> {
  const name = '//#generate';
  const { inputs, outputs } = template.turboTask(setup);
  const before = files.read('turbo.json') ?? '';
  const editor = await TextEditor.open('turbo.json', before);
  const isThere =
    editor.add(['tasks'], { [name]: { inputs, outputs } }) &&
    editor.addStrings(['tasks', name, 'inputs'], inputs) &&
    editor.addStrings(['tasks', name, 'outputs'], outputs);
  if (!isThere) files.note('turbo.json', `its task ${name} has to have ${JSON.stringify({ inputs, outputs })}`);
  else if (editor.text !== before) files.edit('turbo.json', editor.text);
}

/** Generates the new client; an exit code where that did not go well. */
async function generated(call: Call, root: string, { product }: template.ClientSetup): Promise<ExitCode | undefined> {
  const { loadConfig } = await import('../../config/load-config.js');
  const { config, baseDir } = await loadConfig(undefined, root);
  // A configuration that could not be added to: the note says what it lacks.
  if (!config.products.some(({ name }) => name === product)) return 1;
  const only: Call = { ...call, flag: () => false, list: (name) => (name === 'product' ? [product] : []) };
  const { ok, diagnostics } = await runOnce(only, { config, baseDir });
  return ok ? undefined : exitCodeOf(diagnostics);
}

function finished(call: Call, root: string, setup: template.ClientSetup, files: FileChanges): ExitCode {
  const { install, run: script } = template.commands[setup.manager];
  const steps = [
    ...(existsSync(join(root, '.git')) ? [] : ['git init']),
    install,
    template.buildCommand(setup),
    'git add --all && git commit --message "A client"',
    `${script} release:version`,
    'git add --all && git commit --message "Version packages"',
    `${script} release:publish`,
  ];
  call.io.out(`\n${setup.packageName} is set up. To publish it:\n\n${steps.map((step) => `  ${step}\n`).join('')}`);
  return files.changes.some(({ note }) => note !== undefined) ? 1 : 0;
}
