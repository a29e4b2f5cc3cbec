// npm run check upgrade: programs that were written for the last release compile against the packages as they are built here, unless a
// waiting changeset says that a package they use breaks. The programs are those of the release's own commit: the examples, and
// what consumers of a release do. The release is the commit that gave a package the version it has.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { historyProblem, publishedPackages, root } from './run.mjs';

const scope = '@influxkit/';

/** Where programs are that only users would write; the files of one folder belong together. */
const programs = [/^(examples\/[^/]+)\/src\/.+\.m?ts$/, /^(tests\/consumers\/projects\/shared)\/work\.ts$/];

const json = (path) => JSON.parse(readFileSync(path, 'utf8'));
const git = (base, ...args) =>
  execFileSync('git', args, { cwd: base, encoding: 'utf8', maxBuffer: 1 << 28, stdio: 'pipe' });

/** The packages that are published, by name, with version and what of ours each depends on. */
function packagesOf(base) {
  return new Map(
    publishedPackages(base).map((folder) => {
      const {
        name,
        version,
        dependencies = {},
        peerDependencies = {},
      } = json(join(base, 'packages', folder, 'package.json'));
      const needs = Object.keys({ ...dependencies, ...peerDependencies }).filter((other) => other.startsWith(scope));
      return [name, { folder, version, needs }];
    }),
  );
}

/** The newest commit that gave a package its version; undefined before the first release. */
export function lastRelease(base, packages = packagesOf(base)) {
  const commits = [...packages.values()].flatMap(({ folder, version }) => {
    if (version === '0.0.0') return [];
    const path = `packages/${folder}/package.json`;
    return git(base, 'log', '-1', '--format=%ct %H', `-S"version": "${version}"`, '--', path).trim() || [];
  });
  const [newest] = commits.sort((a, b) => Number.parseInt(b, 10) - Number.parseInt(a, 10));
  return newest?.split(' ')[1];
}

/** The programs of a commit: the text of each file by its path, by the folder that it belongs to. */
function programsAt(base, commit) {
  const found = new Map();
  for (const path of git(base, 'ls-tree', '-r', '--name-only', commit).split('\n')) {
    const folder = programs.map((pattern) => pattern.exec(path)?.[1]).find((match) => match !== undefined);
    if (folder === undefined) continue;
    const files = found.get(folder) ?? new Map();
    files.set(path, git(base, 'show', `${commit}:${path}`));
    found.set(folder, files);
  }
  return found;
}

/**
 * What the waiting changesets say: which packages break, and the texts that say so. Before 1.0 the minor version is the one
 * that breaks, and the text has to say it.
 */
export function breaking(base, packages = packagesOf(base)) {
  const folder = join(base, '.changeset');
  const names = new Set();
  const texts = [];
  for (const file of existsSync(folder) ? readdirSync(folder) : []) {
    if (!file.endsWith('.md') || file === 'README.md') continue;
    const [, head = '', text = ''] = /^---\n(.*?)\n---\n(.*)$/s.exec(readFileSync(join(folder, file), 'utf8')) ?? [];
    for (const [, name, bump] of head.matchAll(/^["']?([^"'\n]+?)["']?: *["']?(major|minor|patch)["']?$/gm)) {
      const young = packages.get(name)?.version.startsWith('0.') === true;
      if (bump !== 'major' && !(young && bump === 'minor' && /\b(break(s|ing)?|major)\b/i.test(text))) continue;
      names.add(name);
      texts.push(text);
    }
  }
  return { names, texts };
}

/** What the compiler says of programs that stand in memory alone, where their files were: `path(line): message`, by path. */
function compile(base, files) {
  const at = (path) => join(base, path);
  const texts = new Map([...files].map(([path, text]) => [at(path), text]));
  const folders = new Set([...texts.keys()].flatMap((path) => [dirname(path), dirname(dirname(path))]));
  const nodeTypes = existsSync(join(base, 'node_modules/@types/node'));
  const options = {
    target: ts.ScriptTarget.ES2022,
    lib: [
      'lib.es2023.d.ts',
      'lib.esnext.disposable.d.ts',
      'lib.dom.d.ts',
      'lib.dom.iterable.d.ts',
      'lib.dom.asynciterable.d.ts',
    ],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    types: nodeTypes ? ['node'] : [],
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, directoryExists, getSourceFile } = host;
  host.getCurrentDirectory = () => base;
  // Files that are there by now, but were not then, are none of the program.
  const isOfProgram = (path) => programs.some((pattern) => pattern.test(relative(base, path).split(sep).join('/')));
  host.fileExists = (path) => texts.has(path) || (!isOfProgram(path) && fileExists(path));
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  host.directoryExists = (path) => folders.has(path) || (directoryExists?.(path) ?? true);
  host.getSourceFile = (path, language, ...rest) =>
    texts.has(path)
      ? ts.createSourceFile(path, texts.get(path), language, true)
      : getSourceFile.call(host, path, language, ...rest);
  const program = ts.createProgram([...texts.keys()], options, host);
  const errors = new Map();
  for (const path of files.keys()) {
    const source = program.getSourceFile(at(path));
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    if (found.length > 0)
      errors.set(
        path,
        found.map((error) => describe(path, source, error)),
      );
  }
  return errors;
}

function describe(path, source, { start = 0, messageText }) {
  const line = source.getLineAndCharacterOfPosition(start).line + 1;
  return `${path}(${line}): ${ts.flattenDiagnosticMessageText(messageText, '\n').split('\n')[0]}`;
}

/** Our packages that a file's code imports, and what these depend on. */
function usedBy(text, packages) {
  const imported = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  const used = new Set(
    imported.filter((name) => name.startsWith(scope)).map((name) => name.split('/').slice(0, 2).join('/')),
  );
  for (const name of used) for (const other of packages.get(name)?.needs ?? []) used.add(other);
  return used;
}

/**
 * @param {string} base the root of the repository; its packages are built
 * @returns {{ since: string | undefined, checked: number, announced: string[], problems: string[] }} the commit of the last
 * release, how many programs it has, those that break as changesets say, and what breaks unannounced
 */
export function upgradeProblems(base) {
  const packages = packagesOf(base);
  const since = lastRelease(base, packages);
  const result = { since, checked: 0, announced: [], problems: [] };
  if (since === undefined) return result;
  // Without declarations every program would be reported to break.
  for (const { folder } of packages.values()) {
    if (existsSync(join(base, 'packages', folder, 'dist'))) continue;
    return { ...result, problems: [`packages/${folder}/dist: is missing; run npm run build first`] };
  }
  const { names, texts } = breaking(base, packages);
  for (const [folder, files] of programsAt(base, since)) {
    result.checked += 1;
    for (const [path, errors] of compile(base, files)) {
      const used = usedBy(files.get(path), packages);
      // A package that is gone can have no changeset; one of another package has to name it.
      const isGone = (name) => !packages.has(name) && texts.some((text) => text.includes(name));
      const reason = [...used].find((name) => names.has(name) || isGone(name));
      if (reason !== undefined) result.announced.push(`${path}: ${reason} breaks, as its changeset says`);
      else {
        result.problems.push(
          `${folder}, written for the last release, no longer compiles, and no changeset says that ${[...used].join(', ') || 'a package of it'} breaks:\n  ${errors.join('\n  ')}`,
        );
      }
    }
  }
  return result;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problem = historyProblem();
  if (problem !== undefined) {
    console.error(problem);
    process.exit(1);
  }
  const { since, checked, announced, problems } = upgradeProblems(root);
  for (const line of announced) console.log(line);
  for (const problem of problems) console.error(problem);
  console.log(
    since === undefined
      ? 'There is no release yet that programs could have been written for.'
      : `${checked} programs of the release ${since.slice(0, 10)} compiled: ${problems.length} broken unannounced, ${announced.length} announced.`,
  );
  process.exit(problems.length > 0 ? 1 : 0);
}
