import { readFileSync } from 'node:fs';
import ts from 'typescript';

const root = new URL('../../../', import.meta.url).pathname;

/** A named type of one of the packages that a signature leads to. */
export interface ReachedName {
  readonly name: string;
  /** Its file, from the root of the repository. */
  readonly file: string;
  /** The declaration whose signature names it. */
  readonly from: string;
}

/** What an entry exports, beside what the signatures of its exports lead to. */
export interface EntryNames {
  readonly exported: ReadonlySet<string>;
  /** The exports as they are declared, which may be under other names: file and name. */
  readonly declared: ReadonlySet<string>;
  /** Reached by a signature, and not among the exports. */
  readonly missing: readonly ReachedName[];
  /** Classes that doc comments of reached declarations say are thrown. */
  readonly thrown: ReadonlyMap<string, string>;
}

/**
 * Looks at what entries export, from their sources.
 *
 * @param isInner says of a name that no program needs it; what only it leads to is left out as well
 */
export function readEntries(
  files: readonly string[],
  isInner: (reached: ReachedName) => boolean,
): Map<string, EntryNames> {
  const { config } = ts.readConfigFile(`${root}tsconfig.base.json`, (path) => readFileSync(path, 'utf8'));
  const { options } = ts.parseJsonConfigFileContent(
    { ...config, files: [] },
    ts.sys,
    root,
    {},
    `${root}tsconfig.base.json`,
  );
  const roots = files.map((file) => `${root}${file}`);
  const program = ts.createProgram({ rootNames: roots, options: { ...options, noEmit: true } });
  const checker = program.getTypeChecker();
  return new Map(
    files.map((file) => {
      const source = program.getSourceFile(`${root}${file}`);
      const module = source && checker.getSymbolAtLocation(source);
      if (module === undefined) throw new Error(`${file}: expected a module; the compiler found none`);
      return [file, namesOf(module, checker, isInner)];
    }),
  );
}

function namesOf(module: ts.Symbol, checker: ts.TypeChecker, isInner: (reached: ReachedName) => boolean): EntryNames {
  const resolve = (symbol: ts.Symbol): ts.Symbol =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const exported = new Map<ts.Symbol, string>();
  const queue: ts.Symbol[] = [];
  for (const symbol of checker.getExportsOfModule(module)) {
    const resolved = resolve(symbol);
    exported.set(resolved, symbol.name);
    // A namespace of types, such as `models`: what is in it can be named.
    if (resolved.flags & ts.SymbolFlags.ValueModule)
      for (const member of checker.getExportsOfModule(resolved)) exported.set(resolve(member), member.name);
    else queue.push(resolved);
  }

  const seen = new Set(queue);
  const missing: ReachedName[] = [];
  const thrown = new Map<string, string>();
  for (let symbol = queue.pop(); symbol !== undefined; symbol = queue.pop()) {
    const from = symbol.name;
    for (const declaration of symbol.declarations ?? []) {
      if (!isOurs(declaration)) continue;
      for (const name of namesIn(declaration, (error) => thrown.set(error, from))) {
        const symbolOfName = checker.getSymbolAtLocation(name);
        if (symbolOfName === undefined) continue;
        const reached = resolve(symbolOfName);
        if (seen.has(reached)) continue;
        seen.add(reached);
        const [place] = reached.declarations ?? [];
        if (place === undefined || !isOurs(place) || !isNamed(place)) continue;
        const found = { name: reached.name, file: place.getSourceFile().fileName.slice(root.length), from };
        if (!exported.has(reached) && isExported(place)) {
          if (isInner(found)) continue;
          missing.push(found);
        }
        queue.push(reached);
      }
    }
  }
  const declared = [...exported.keys()].flatMap((symbol) => {
    const file = symbol.declarations?.[0]?.getSourceFile().fileName.slice(root.length);
    return file === undefined ? [] : [declarationKey({ name: symbol.name, file })];
  });
  return { exported: new Set(exported.values()), declared: new Set(declared), missing, thrown };
}

/** One declaration, by its file and the name that it has there. */
export const declarationKey = ({ name, file }: Pick<ReachedName, 'name' | 'file'>): string => `${file} ${name}`;

/** Declared in a package of the repository, and not in one that is installed. */
const isOurs = (node: ts.Node): boolean => {
  const { fileName } = node.getSourceFile();
  return fileName.startsWith(`${root}packages/`) && !fileName.includes('/node_modules/');
};

const isNamed = (node: ts.Node): boolean =>
  ts.isInterfaceDeclaration(node) ||
  ts.isTypeAliasDeclaration(node) ||
  ts.isClassDeclaration(node) ||
  ts.isEnumDeclaration(node) ||
  ts.isVariableDeclaration(node) ||
  ts.isFunctionDeclaration(node);

/** Only what its own module exports has a name for others. */
const isExported = (node: ts.Node): boolean =>
  (ts.getCombinedModifierFlags(node as ts.Declaration) & ts.ModifierFlags.Export) !== 0;

/** The names of types that stand in a declaration's signature: not in bodies, nor in what no caller reaches. */
function* namesIn(node: ts.Node, onThrown: (error: string) => void): Generator<ts.Node> {
  if (ts.isBlock(node)) return;
  if (ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => HIDDEN.has(kind))) return;
  const member = ts.isClassElement(node) ? node.name : undefined;
  if (member && ts.isPrivateIdentifier(member)) return;
  for (const tag of ts.getJSDocTags(node)) {
    const comment = ts.getTextOfJSDocComment(tag.comment) ?? '';
    if (tag.tagName.text === 'internal') return;
    if (tag.tagName.text === 'throws') for (const [error] of comment.matchAll(/\b[A-Z]\w*Error\b/g)) onThrown(error);
  }
  if (ts.isTypeReferenceNode(node)) yield nameOf(node.typeName);
  else if (ts.isExpressionWithTypeArguments(node)) yield node.expression;
  else if (ts.isTypeQueryNode(node)) yield nameOf(node.exprName);
  for (const child of childrenOf(node)) yield* namesIn(child, onThrown);
}

const HIDDEN: ReadonlySet<ts.SyntaxKind> = new Set([ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword]);

const nameOf = (name: ts.EntityName): ts.Identifier => (ts.isQualifiedName(name) ? name.right : name);

function childrenOf(node: ts.Node): ts.Node[] {
  // Of a constant with a type, and of a default, the value is nobody's business.
  const isValue =
    ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isPropertyDeclaration(node)
      ? node.initializer
      : undefined;
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => {
    if (child !== isValue) children.push(child);
  });
  return children;
}
