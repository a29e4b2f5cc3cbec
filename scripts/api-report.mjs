// npm run api [-- --check]: the exported names of each package that people write, with their signatures, one page
// beside each README. A change of what users see then shows in a diff. It reads the declarations of the last build.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { productFolders } from './products.mjs';
import { publishedPackages, root } from './run.mjs';

const pageOf = (name) => `packages/${name}/api-report.md`;

/** Exports of products follow from their contracts: the changesets of contracts say how they change. */
const packages = publishedPackages().filter((name) => !productFolders.includes(name));

const printer = ts.createPrinter({ removeComments: true });

/** The page of a package: its entries, each with its exports in alphabetical order. */
function report(name) {
  const base = join(root, 'packages', name);
  const manifest = JSON.parse(readFileSync(join(base, 'package.json'), 'utf8'));
  const entries = Object.entries(manifest.exports)
    .filter(([, to]) => to.import?.types)
    .map(([path, to]) => ({ specifier: manifest.name + path.slice(1), file: join(base, to.import.types) }));
  for (const { file } of entries)
    if (!existsSync(file)) throw new Error(`${file.slice(root.length)}: is missing; run npm run build first`);
  const program = ts.createProgram(
    entries.map(({ file }) => file),
    {
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      target: ts.ScriptTarget.ES2022,
      noEmit: true,
      skipLibCheck: true,
      types: [],
    },
  );
  const checker = program.getTypeChecker();
  const inside = (declaration) => {
    const file = declaration.getSourceFile().fileName;
    return file.startsWith(`${base}/dist/`);
  };
  const resolved = (symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);
  /** Declarations that exports refer to and that no entry exports; filled while the exports are printed. */
  const hidden = new Map();
  const shown = new Map();
  const sections = [];
  for (const { specifier, file } of entries) {
    const module = checker.getSymbolAtLocation(program.getSourceFile(file));
    const lines = [];
    for (const exported of checker.getExportsOfModule(module).sort(byName)) {
      const symbol = resolved(exported);
      const before = shown.get(symbol);
      const [declaration] = symbol.declarations ?? [];
      if (declaration === undefined) continue;
      if (before !== undefined) lines.push(`// ${exported.name}: as in ${before}`);
      else if (!inside(declaration))
        lines.push(`// ${exported.name}: of ${packageOf(declaration.getSourceFile().fileName)}`);
      else {
        shown.set(symbol, specifier);
        lines.push(...declarationsOf(symbol, exported.name));
      }
    }
    sections.push(section(specifier, lines));
  }
  const visited = new Set(shown.keys());
  for (const symbol of shown.keys()) collect(symbol);
  if (hidden.size > 0) {
    const lines = [...hidden.keys()].sort(byName).flatMap((symbol) => declarationsOf(symbol, symbol.name));
    sections.push(section('Not exported, but part of what is', lines));
  }
  return `# ${manifest.name}\n\nWritten by \`npm run api\`: what the package exports, without comments. Do not edit.\n\n${sections.join('\n')}`;

  /** Finds the declarations of this package that a declaration refers to. */
  function collect(symbol) {
    const visit = (node) => {
      if (ts.isIdentifier(node)) {
        const found = checker.getSymbolAtLocation(node);
        const target = found && resolved(found);
        const [declaration] = target?.declarations ?? [];
        if (declaration && !visited.has(target) && inside(declaration) && isTopLevel(declaration)) {
          visited.add(target);
          hidden.set(target, true);
          collect(target);
        }
      }
      ts.forEachChild(node, visit);
    };
    for (const declaration of symbol.declarations ?? []) if (inside(declaration)) visit(declaration);
  }
}

const byName = (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

const isTopLevel = (declaration) => {
  const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  return ts.isSourceFile(statement.parent);
};

/** The declarations of a symbol as they are printed, under the name that it is exported by. */
function declarationsOf(symbol, name) {
  const lines = (symbol.declarations ?? []).map((declaration) => {
    const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
    const text = printer
      .printNode(ts.EmitHint.Unspecified, statement, statement.getSourceFile())
      .replace(/^(export )?(declare )?/, '');
    // Private members are nobody's to use; `#private` says that there are some.
    return text.replace(/^ {4}private [^\n]*\n/gm, '');
  });
  return symbol.name === name ? lines : [`// exported as ${name}`, ...lines];
}

const packageOf = (file) => /.*\/(?:node_modules|packages)\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? file;

const section = (title, lines) => `## ${title}\n\n\`\`\`ts\n${lines.join('\n')}\n\`\`\`\n`;

const check = process.argv.includes('--check');
const problems = [];
for (const name of packages) {
  const path = join(root, pageOf(name));
  const now = report(name);
  const before = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  if (before === now) continue;
  if (check) problems.push(`${pageOf(name)}: ${before === undefined ? 'is missing' : firstDifference(before, now)}`);
  else writeFileSync(path, now);
}
for (const problem of problems) console.error(problem);
if (problems.length > 0)
  console.error(
    'The exports of packages changed: run npm run build, then npm run api, and commit what it writes if that is meant.',
  );
process.exitCode = problems.length > 0 ? 1 : 0;

function firstDifference(before, now) {
  const [old, fresh] = [before.split('\n'), now.split('\n')];
  const at = fresh.findIndex((line, index) => line !== old[index]);
  const line = at === -1 ? fresh.length : at;
  return `line ${line + 1}: says ${JSON.stringify(old[line] ?? '')}, the build has ${JSON.stringify(fresh[line] ?? '')}`;
}
