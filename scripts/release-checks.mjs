// What has to hold for a tarball that is published: nothing is missing in it, and nothing is there that nobody needs.
import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import semver from 'semver';
import ts from 'typescript';

/** Files that need no reason. npm puts the first three into every package. */
const always = new Set(['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md']);

/** Files of a kind that has no use for whoever installs a package. */
const unwanted = [
  [/(^|\/)(tests?|__tests__|fixtures|goldens|coverage|bench)\//, 'belongs to tests'],
  [/\.(test|spec|bench)(-d)?\.[cm]?[jt]sx?$/, 'is a test'],
  [
    /(^|\/)(tsconfig[^/]*\.json|[^/]*\.tsbuildinfo|vitest\.[^/]*|tsdown\.[^/]*|turbo\.json|\.[^/]+)$/,
    'is of the build',
  ],
  [/(?<!\.d)\.[cm]?tsx?$/, 'is a source that no map leads to'],
];

/** npm runs these on the machine of whoever installs the package. */
const installScripts = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'];

const builtins = new Set([...builtinModules, ...builtinModules.map((name) => `node:${name}`)]);

/**
 * @param {import('./release-tarball.mjs').Tarball} tarball
 * @param {{ versions: ReadonlyMap<string, string>, machinePaths: readonly string[] }} release the versions of all packages
 * that are published with it, and folders of this machine that nothing may mention
 * @returns {string[]} what is wrong, each with the file it is about
 */
export function checkTarball({ manifest, files }, { versions, machinePaths }) {
  const entries = entryPoints(manifest);
  const { reached, problems } = follow(entries, files, declared(manifest));
  const mapped = mappedSources(files);
  problems.push(...manifestProblems(manifest, versions));
  for (const name of ['README.md', 'LICENSE']) {
    if (!files.get(name)?.length) problems.push(`${name}: is missing`);
  }
  for (const [path, bytes] of files) {
    // Whoever names a file itself among the `files`, not a folder, has a reason.
    if (always.has(path) || manifest.files?.includes(path) || mapped.has(path)) continue;
    // The tables of methods, where a package has several products: for people, as its README is.
    if (/^operations\/[\w-]+\.md$/.test(path)) continue;
    const reason = unwanted.find(([pattern]) => pattern.test(path))?.[1];
    if (reason !== undefined) problems.push(`${path}: ${reason}`);
    else if (path.endsWith('.map')) problems.push(...mapProblems(path, bytes, files));
    else if (!reached.has(path)) problems.push(`${path}: nothing that package.json exports leads to it`);
  }
  for (const [path, bytes] of files) {
    if (/\.d\.[cm]?ts$/.test(path)) problems.push(...docCommentProblems(path, bytes.toString()));
    const content = bytes.toString('latin1');
    const mentioned = machinePaths.find((folder) => content.includes(folder));
    if (mentioned !== undefined)
      problems.push(`${path}: mentions ${mentioned}, a folder of the machine it was made on`);
    if (/\bfile:\/\/\/(?:home|Users|root|tmp)\b/.test(content))
      problems.push(`${path}: has the URL of a file on a machine`);
    const map = /^\/\/# sourceMappingURL=(?!data:)(\S+)/m.exec(content)?.[1];
    if (map !== undefined && !files.has(posix.join(posix.dirname(path), map))) {
      problems.push(`${path}: its source map ${map} is missing`);
    }
  }
  return problems;
}

/** Every file that package.json names, with where it does. */
function entryPoints(manifest) {
  const found = [];
  const visit = (value, place) => {
    if (typeof value === 'string') found.push({ place, target: posix.normalize(value) });
    else if (value !== null && typeof value === 'object') {
      for (const [key, inner] of Object.entries(value)) visit(inner, `${place}[${JSON.stringify(key)}]`);
    }
  };
  for (const field of ['main', 'module', 'types', 'bin', 'exports', 'imports']) visit(manifest[field], field);
  return found;
}

function declared({ name, imports, dependencies, peerDependencies }) {
  return new Set([
    name,
    ...Object.keys(imports ?? {}),
    ...Object.keys(dependencies ?? {}),
    ...Object.keys(peerDependencies ?? {}),
  ]);
}

/** Follows imports from the entry points; what they lead to is needed, and must be there. */
function follow(entries, files, packages) {
  const problems = [];
  const reached = new Set();
  const waiting = [];
  const reach = (path, from) => {
    if (reached.has(path)) return;
    if (!files.has(path)) problems.push(`${from}: leads to ${path}, which is missing`);
    else {
      reached.add(path);
      waiting.push(path);
    }
  };
  for (const { place, target } of entries) {
    reach(target, `package.json: ${place}`);
    // The compiler finds the declarations of what the package imports of itself beside it.
    const declaration = target.replace(/\.([cm]?)js$/, '.d.$1ts');
    if (place.startsWith('imports') && files.has(declaration)) reach(declaration, `package.json: ${place}`);
  }
  // What stands beside a command may decide at run time what it loads; it names the file all the same.
  const commands = new Set(
    entries.filter(({ place }) => place.startsWith('bin')).map(({ target }) => posix.dirname(target)),
  );
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (!/\.[cm]?[jt]s$/.test(path)) continue;
    if (commands.has(posix.dirname(path))) {
      const code = files.get(path).toString();
      for (const other of files.keys())
        if (/\.[cm]?js$/.test(other) && code.includes(`'${posix.basename(other)}'`)) reach(other, path);
    }
    const { importedFiles } = ts.preProcessFile(files.get(path).toString(), true, true);
    for (const { fileName: specifier } of importedFiles) {
      if (specifier.startsWith('.')) reach(resolveFrom(path, specifier, files), path);
      else if (!builtins.has(specifier) && !packages.has(packageOf(specifier))) {
        problems.push(`${path}: imports ${specifier}, which package.json does not declare`);
      }
    }
  }
  return { reached, problems };
}

const packageOf = (specifier) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** Declarations import the JavaScript beside them and mean its declarations. */
function resolveFrom(path, specifier, files) {
  const target = posix.join(posix.dirname(path), specifier);
  if (!/\.d\.[cm]?ts$/.test(path)) return target;
  const declaration = target.replace(/(?<!\.d)\.([cm]?)js$/, '.d.$1ts');
  return files.has(declaration) ? declaration : target;
}

function manifestProblems(manifest, versions) {
  const problems = [];
  for (const kind of ['dependencies', 'peerDependencies', 'optionalDependencies', 'devDependencies']) {
    for (const [name, range] of Object.entries(manifest[kind] ?? {})) {
      if (/^(workspace|file|link|portal|git|https?):/.test(range)) {
        problems.push(`package.json: ${kind}: ${name} is ${range}, which is nowhere but in the repository`);
        continue;
      }
      const version = versions.get(name);
      if (version !== undefined && !semver.satisfies(version, range, { includePrerelease: true })) {
        problems.push(`package.json: ${kind}: ${name} ${range} does not accept ${version}, which is published with it`);
      }
    }
  }
  for (const script of installScripts) {
    if (manifest.scripts?.[script]) problems.push(`package.json: runs ${script} on the machines of others`);
  }
  if (manifest.private) problems.push('package.json: is private');
  if (manifest.publishConfig?.access !== 'public') problems.push('package.json: publishConfig.access is not public');
  if (manifest.publishConfig?.provenance !== true) problems.push('package.json: publishConfig.provenance is not true');
  return problems;
}

/** The sources that maps lead to. */
function mappedSources(files) {
  const maps = [...files].filter(([path]) => path.endsWith('.map'));
  return new Set(
    maps.flatMap(([path, bytes]) =>
      (JSON.parse(bytes.toString()).sources ?? []).map((source) => posix.join(posix.dirname(path), source)),
    ),
  );
}

/** Doc comments that belong to nothing, so that no editor shows them: those on the line of what is before them. */
function docCommentProblems(path, text) {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  const attached = new Set();
  const visit = (node) => {
    for (const { pos } of node.jsDoc ?? []) attached.add(pos);
    ts.forEachChild(node, visit);
  };
  visit(file);
  const problems = [];
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.Standard, text);
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    const start = scanner.getTokenStart();
    if (token !== ts.SyntaxKind.MultiLineCommentTrivia || !text.startsWith('/**', start) || attached.has(start))
      continue;
    problems.push(`${path}:${text.slice(0, start).split('\n').length}: no editor shows this doc comment`);
  }
  return problems;
}

function mapProblems(path, bytes, files) {
  const { sources = [], sourcesContent = [] } = JSON.parse(bytes.toString());
  return sources
    .filter((source, index) => !sourcesContent[index] && !files.has(posix.join(posix.dirname(path), source)))
    .map((source) => `${path}: its source ${source} is missing`);
}
