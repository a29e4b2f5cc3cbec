import { excerpt } from '@influxkit/internal/message';
import type ts from 'typescript';
import type { OperationModel } from '../../../generate/model/build-model.js';
import type { PreparedView } from '../contract-view.js';
import type { OperationPair } from '../structure/diff-structure.js';
import { type Checked, compile } from './compiler.js';
import { type Detail, Explainer } from './explain-types.js';
import { HTTP_TYPES, RUNTIME_TYPES } from './runtime-types.js';

/** What the compiler says of one operation that both contracts have. */
export interface TypeResult {
  readonly pair: OperationPair;
  /** Why what a caller could pass is refused. Empty: it is still accepted. */
  readonly args: readonly string[];
  /** Why what a caller could read can no longer be read. Empty: it still can. */
  readonly responses: readonly string[];
  /** Literals that came or went in the response, each of which an exhaustive `switch` meets. */
  readonly switches: readonly string[];
  /** Whether the compiler can tell the types apart at all. */
  readonly argsDiffer: boolean;
  readonly responsesDiffer: boolean;
  /** The callables whose callers it refuses, by direction: `api.things.list`, `api.http.GET('/things')`. */
  readonly refused: { readonly request: readonly string[]; readonly response: readonly string[] };
}

/** Thrown where the types of a contract cannot be compared; the structural view then stands alone. */
export class TypesUnavailable extends Error {
  override readonly name: string = 'TypesUnavailable';
}

/**
 * The types' view: emits both clients and asks the compiler, for each operation of both contracts, whether every caller
 * of the old one still compiles: of its method, and of `api.http`.
 */
export async function compareTypes(
  old: PreparedView,
  now: PreparedView,
  pairs: readonly OperationPair[],
): Promise<TypeResult[]> {
  const common = pairs.filter((pair) => pair.old !== undefined && pair.new !== undefined);
  if (common.length === 0) return [];
  // What did not change is not asked for, and so is not emitted: two whole clients can take more room than there is.
  const pointersOf = (side: 'old' | 'new'): Set<string> => new Set(common.flatMap((pair) => pair[side]?.pointer ?? []));
  const [oldFiles, newFiles] = [await old.files(pointersOf('old')), await now.files(pointersOf('new'))];
  const modules: Record<string, string> = { 'runtime.ts': RUNTIME_TYPES };
  for (const name of CLIENT_MODULES) {
    modules[`old/${name}`] = oldFiles.get(name) ?? '';
    modules[`new/${name}`] = newFiles.get(name) ?? '';
  }
  const [oldMethods, newMethods] = [methodsOf(old), methodsOf(now)];
  const subjects = common.map((pair) => ({
    pair,
    old: pair.old && oldMethods.get(`${pair.old.method} ${pair.old.path}`),
    new: pair.new && newMethods.get(`${pair.new.method} ${pair.new.path}`),
  }));
  const checked = await compile({ ...modules, 'check.ts': checkText(subjects) });
  for (const name of [...CLIENT_MODULES.flatMap((each) => [`old/${each}`, `new/${each}`]), 'check.ts']) {
    if (checked.program.getSyntacticDiagnostics(checked.file(name)).length > 0) {
      throw new TypesUnavailable(
        `The types of the ${name.startsWith('old/') ? 'old' : 'new'} contract are not valid TypeScript.`,
      );
    }
  }
  return classify(checked, subjects);
}

const HTTP_METHODS: ReadonlySet<string> = new Set([
  'GET',
  'PUT',
  'POST',
  'DELETE',
  'OPTIONS',
  'HEAD',
  'PATCH',
  'TRACE',
]);

const CLIENT_MODULES = ['schema.ts', 'models.ts', 'client.ts'] as const;

/** A pair of operations and what their clients make of them; absent where a client has no method of it. */
interface Subject {
  readonly pair: OperationPair;
  readonly old: OperationModel | undefined;
  readonly new: OperationModel | undefined;
}

function methodsOf({ model }: PreparedView): Map<string, OperationModel> {
  return new Map(model.operations.map((operation) => [`${operation.method} ${operation.path}`, operation]));
}

const checks = ['args', 'results', 'httpArgs', 'httpResponses'] as const;
type Check = (typeof checks)[number];

/** What was passed goes into the new arguments; what is responded goes where the old response was read. */
const flows: Readonly<Record<Check, readonly [from: number, to: number]>> = {
  args: [0, 1],
  results: [3, 2],
  httpArgs: [4, 5],
  httpResponses: [7, 6],
};

/** Lines before the first operation: each check has one line, so that a line number names the operation and the check. */
function header(subjects: readonly Subject[]): string[] {
  const counts = new Set(
    subjects.flatMap((subject) => [subject.old, subject.new]).map((each) => each?.signature.overloads.length ?? 0),
  );
  const numbered = (count: number, text: (index: number) => string, by: string): string =>
    Array.from({ length: count }, (_, index) => text(index)).join(by);
  return [
    "import type * as Old from './old/client.js'; import type * as New from './new/client.js';",
    "import type { paths as OldPaths } from './old/schema.js'; import type { paths as NewPaths } from './new/schema.js';",
    "import type { Call } from './runtime.js';",
    ...HTTP_TYPES.trim().split('\n'),
    ...[...counts]
      .filter((count) => count > 0)
      .flatMap((count) => [
        `type Arguments${count}<M> = M extends { ${numbered(count, (at) => `(...args: infer A${at}): unknown`, '; ')} } ? ${numbered(count, (at) => `A${at}`, ' | ')} : never;`,
        `type Calls${count}<M> = M extends { ${numbered(count, (at) => `(...args: infer A${at}): Call<infer D${at}, infer R${at}>`, '; ')} } ? [${numbered(count, (at) => `{ data: D${at}; result: R${at} }`, ', ')}] : never;`,
      ]),
  ];
}

function checkText(subjects: readonly Subject[]): string {
  const lines = header(subjects);
  for (const [index, { pair, old, new: now }] of subjects.entries()) {
    const types = [
      argumentsOf('Old', old, now),
      argumentsOf('New', now, old),
      resultsOf('Old', old, now),
      resultsOf('New', now, old),
      `HttpArguments<${atPath('OldPaths', pair.old)}>`,
      `HttpArguments<${atPath('NewPaths', pair.new)}>`,
      `HttpResponses<${atPath('OldPaths', pair.old)}>`,
      `HttpResponses<${atPath('NewPaths', pair.new)}>`,
    ];
    lines.push(types.map((type, at) => `type T${index}_${at} = ${type};`).join(' '));
    for (const check of checks) {
      const [from, to] = flows[check];
      // An assertion says what a value is without a function, which the compiler would check twice to explain a refusal.
      lines.push(`export const c${lines.length}: T${index}_${to} = 0 as any as T${index}_${from};`);
    }
  }
  return lines.join('\n');
}

function atPath(paths: string, operation: OperationPair['old']): string {
  // `api.http` has no operations of methods that OpenAPI 3.1 does not know.
  if (operation && !HTTP_METHODS.has(operation.method)) return 'object';
  return `${paths}[${JSON.stringify(operation?.path)}][${JSON.stringify(operation?.method.toLowerCase())}]`;
}

/** A union of the arguments of all overloads, as the emitted interface has them. */
function argumentsOf(module: string, operation: OperationModel | undefined, other: OperationModel | undefined): string {
  if (!operation || !other) return 'never[]';
  const { names, overloads } = operation.signature;
  return `Arguments${overloads.length}<${module}.${names.method}>`;
}

/** What a call gives: of the default overload, and by media type where there is a choice. */
function resultsOf(module: string, operation: OperationModel | undefined, other: OperationModel | undefined): string {
  if (!operation || !other) return 'never';
  const { signature, responses } = operation;
  const { names, overloads } = signature;
  const calls = `Calls${overloads.length}<${module}.${names.method}>`;
  // The default overload is emitted last.
  const place = (index: number): number => (index === 0 ? overloads.length - 1 : index - 1);
  const members = responses.choices.flatMap((choice, index) => {
    const at = place(overloads.findIndex(({ response }) => response === choice));
    const keys = responses.choices.length > 1 ? choice.mediaTypes.map((mediaType) => JSON.stringify(mediaType)) : [];
    return [...(index === 0 ? ['default'] : []), ...keys].map((key) => `${key}: ${calls}[${at}]`);
  });
  return `{ ${members.join('; ')} }`;
}

function classify(checked: Checked, subjects: readonly Subject[]): TypeResult[] {
  const { ts, program } = checked;
  const file = checked.file('check.ts');
  const before = header(subjects).length;
  const each = 1 + checks.length;
  const reasons = new Map<string, string>();
  for (const { start, messageText } of program.getSemanticDiagnostics(file)) {
    if (start === undefined) continue;
    const line = file.getLineAndCharacterOfPosition(start).line - before;
    const check = checks[(line % each) - 1];
    if (line < 0 || check === undefined)
      throw new TypesUnavailable(`No types to compare: ${reasonOf(ts, messageText)}`);
    reasons.set(`${Math.floor(line / each)} ${check}`, reasonOf(ts, messageText));
  }
  const aliases = aliasesOf(checked, file);
  const explainer = new Explainer(checked, file);
  return subjects.map((subject, index) => {
    const type = (at: number): ts.Type => aliases.get(`T${index}_${at}`) ?? checked.checker.getAnyType();
    const reason = (check: Check): string[] => {
      const found = reasons.get(`${index} ${check}`);
      return found === undefined ? [] : [found];
    };
    /** Whether the compiler refuses the other way round; why, nobody asks. */
    const isRefusedBack = (check: Check): boolean => {
      const [from, to] = flows[check];
      return !checked.checker.isTypeAssignableTo(type(to), type(from));
    };
    const unknown = (from: number, to: number): string[] =>
      explainer
        .details(type(from), type(to), ['unknown-property'])
        .map(
          ({ at, what }) => `an object literal may no longer have \`${what}\`${at === '' ? '' : ` at \`${show(at)}\``}`,
        );
    const switches = explainer.details(type(2), type(3), ['member-added', 'member-removed']).map(switchReason);
    const method = { args: [...reason('args'), ...unknown(0, 1)], responses: reason('results') };
    const http = { args: [...reason('httpArgs'), ...unknown(4, 5)], responses: reason('httpResponses') };
    const title = httpTitle(subject.pair);
    const ofHttp = (why: string): string => `${why} (in \`${title}\` alone)`;
    const name = `api.${(subject.new ?? subject.old)?.name.join('.') ?? ''}`;
    const refused = (ofMethod: readonly string[], others: readonly string[]): string[] => [
      ...(ofMethod.length > 0 ? [name] : []),
      ...(others.length > 0 ? [title] : []),
    ];
    const responses = [
      ...new Set([...method.responses, ...(method.responses.length > 0 ? [] : http.responses.map(ofHttp))]),
    ];
    const isHttpAlone = method.args.length === 0;
    return {
      pair: subject.pair,
      args: isHttpAlone ? http.args.map(ofHttp) : method.args,
      responses,
      switches: [...new Set(switches)],
      argsDiffer: method.args.length + http.args.length > 0 || isRefusedBack('args') || isRefusedBack('httpArgs'),
      responsesDiffer:
        responses.length > 0 || switches.length > 0 || isRefusedBack('results') || isRefusedBack('httpResponses'),
      refused: {
        request: refused(method.args, http.args),
        response: refused([...method.responses, ...switches], http.responses),
      },
    };
  });
}

function httpTitle({ new: now }: OperationPair): string {
  return `api.http.${now?.method ?? ''}('${now?.path ?? ''}')`;
}

function switchReason({ kind, at, what }: Detail): string {
  const inside = show(at);
  const place = inside === '' ? 'the response' : `\`${inside}\``;
  return kind === 'member-added'
    ? `${place} may be \`${what}\`, which breaks an exhaustive \`switch\``
    : `${place} is never \`${what}\`, so a \`case\` of it no longer compiles`;
}

/** The place without what only this comparison puts around a response. */
function show(at: string): string {
  return at
    .replace(/^\.default\.(result|data)/, (_, part: string) => (part === 'data' ? '.data' : ''))
    .replace(/^\./, '')
    .replaceAll('`', "'")
    .slice(0, 120);
}

function aliasesOf({ ts, checker }: Checked, file: ts.SourceFile): Map<string, ts.Type> {
  const found = new Map<string, ts.Type>();
  for (const statement of file.statements) {
    if (ts.isTypeAliasDeclaration(statement)) found.set(statement.name.text, checker.getTypeAtLocation(statement.name));
  }
  return found;
}

/** The innermost sentence of a compiler's message: the one that names the property, without the types written out. */
function reasonOf(ts: Checked['ts'], message: string | ts.DiagnosticMessageChain): string {
  const lines = ts.flattenDiagnosticMessageText(message, '\n').split('\n');
  const last = (lines.findLast((line) => /Property|Object literal|Target/.test(line)) ?? lines.at(-1) ?? '').trim();
  const short = last.replace(/ is (missing|optional) in type '.*$/s, ' is $1').replaceAll(/'\{ .*? \}'/gs, "'{ … }'");
  return excerpt(short, 199);
}
