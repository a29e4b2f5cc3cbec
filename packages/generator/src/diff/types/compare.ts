import type ts from 'typescript';
import { guardKey } from '../../emit/schema/keys.js';
import type { OpenApiDocument } from '../../load/contract.js';
import type { PreparedSide } from '../side.js';
import type { OperationPair } from '../structure/index.js';
import { Side } from '../structure/node.js';
import type { OperationSide } from '../structure/operations.js';
import { type Checked, compile } from './compiler.js';
import { type Detail, Explainer } from './explain.js';
import { signatureOf } from './signatures.js';
import { type OperationKey, partOf, UnchangedTypes } from './unchanged.js';

/** What the compiler says of one operation that both contracts have. */
export interface TypeVerdict {
  readonly pair: OperationPair;
  /** Why what a caller could pass is refused. Empty: it is still accepted. */
  readonly args: readonly string[];
  /** Why what a caller could read can no longer be read. Empty: it still can. */
  readonly answers: readonly string[];
  /** Literals that came or went in the answer, each of which an exhaustive `switch` meets. */
  readonly switches: readonly string[];
  /** Whether the compiler can tell the types apart at all. */
  readonly argsDiffer: boolean;
  readonly answersDiffer: boolean;
}

/** Thrown where the types of a contract cannot be compared; the structural view then stands alone. */
export class TypesUnavailable extends Error {
  override readonly name: string = 'TypesUnavailable';
}

/**
 * The types' view: asks the compiler, for each operation of both contracts, whether every caller still compiles. Of
 * operations whose types are made from the same text it is known without asking.
 */
export async function compareTypes(
  old: PreparedSide,
  now: PreparedSide,
  pairs: readonly OperationPair[],
): Promise<TypeVerdict[]> {
  const common = pairs.filter(inBoth);
  if (common.length === 0) return [];
  const [was, is] = [await old.schemaDocument(), await now.schemaDocument()];
  const unchanged = new UnchangedTypes(was, is);
  const asked = common.filter((pair) => !unchanged.has(keyOf(pair.old), keyOf(pair.new)));
  const verdicts = new Map<OperationPair, TypeVerdict>();
  if (asked.length > 0) {
    const oldPart = partOf(
      was,
      asked.map((pair) => keyOf(pair.old)),
    );
    const newPart = partOf(
      is,
      asked.map((pair) => keyOf(pair.new)),
    );
    const checked = await check(
      await old.schema(oldPart),
      await now.schema(newPart),
      [old.document, now.document],
      asked,
    );
    for (const verdict of judge(checked, asked)) verdicts.set(verdict.pair, verdict);
  }
  return common.map((pair) => verdicts.get(pair) ?? { pair, ...sameTypes });
}

const sameTypes = { args: [], answers: [], switches: [], argsDiffer: false, answersDiffer: false } as const;

type CommonPair = OperationPair & Required<Pick<OperationPair, 'old' | 'new'>>;

function inBoth(pair: OperationPair): pair is CommonPair {
  return pair.old !== undefined && pair.new !== undefined;
}

function keyOf({ path, method }: OperationSide): OperationKey {
  return { path: guardKey(path), method: method.toLowerCase() };
}

async function check(
  oldText: string,
  newText: string,
  [old, now]: readonly [old: OpenApiDocument, now: OpenApiDocument],
  pairs: readonly CommonPair[],
): Promise<Checked> {
  const checked = await compile({ 'old.ts': oldText, 'new.ts': newText, 'check.ts': checkText(old, now, pairs) });
  for (const name of ['old.ts', 'new.ts', 'check.ts']) {
    if (checked.program.getSyntacticDiagnostics(checked.file(name)).length > 0) {
      throw new TypesUnavailable(`The types of the ${name === 'old.ts' ? 'old' : 'new'} contract are no TypeScript.`);
    }
  }
  return checked;
}

const checks = ['args', 'answers', 'result', 'argsBack', 'answersBack', 'resultBack'] as const;
type Check = (typeof checks)[number];

/** One line an assignment, so that a line number names the operation and the check. */
function checkText(old: OpenApiDocument, now: OpenApiDocument, pairs: readonly OperationPair[]): string {
  const [oldSide, newSide] = [new Side(old), new Side(now)];
  const lines = [
    "import type * as Old from './old.js'; import type * as New from './new.js';",
    'interface CallOptions { signal?: { readonly aborted: boolean }; timeout?: number; retry?: number | false }',
  ];
  for (const [index, pair] of pairs.entries()) {
    if (pair.old === undefined || pair.new === undefined) continue;
    const [was, is] = [signatureOf(oldSide, pair.old, 'Old'), signatureOf(newSide, pair.new, 'New')];
    const types = [was.args, is.args, was.answers, is.answers, was.result, is.result];
    lines.push(types.map((type, at) => `type T${index}_${at} = ${type};`).join(' '));
    // What was passed goes into the new arguments; what is answered goes where the old answer was read; and back.
    const flows = [
      [0, 1],
      [3, 2],
      [5, 4],
      [1, 0],
      [2, 3],
      [4, 5],
    ] as const;
    for (const [from, to] of flows)
      lines.push(`export const c${lines.length}: (v: T${index}_${from}) => T${index}_${to} = (v) => v;`);
  }
  return lines.join('\n');
}

const linesBefore = 2;
const linesEach = 1 + checks.length;

function judge(checked: Checked, pairs: readonly OperationPair[]): TypeVerdict[] {
  const { ts, program } = checked;
  const file = checked.file('check.ts');
  const reasons = new Map<string, string>();
  for (const { start, messageText } of program.getSemanticDiagnostics(file)) {
    if (start === undefined) continue;
    const line = file.getLineAndCharacterOfPosition(start).line - linesBefore;
    const check = checks[(line % linesEach) - 1];
    if (line < 0 || check === undefined)
      throw new TypesUnavailable(`No types to compare: ${reasonOf(ts, messageText)}`);
    reasons.set(`${Math.floor(line / linesEach)} ${check}`, reasonOf(ts, messageText));
  }
  const aliases = aliasesOf(checked, file);
  const explainer = new Explainer(checked, file);
  return pairs.map((pair, index) => {
    const reason = (check: Check): string[] => {
      const found = reasons.get(`${index} ${check}`);
      return found === undefined ? [] : [found];
    };
    const type = (at: number): ts.Type => aliases.get(`T${index}_${at}`) ?? checked.checker.getAnyType();
    const unknown = explainer
      .details(type(0), type(1), ['unknown-property'])
      .map(
        ({ at, what }) => `an object literal may no longer have \`${what}\`${at === '' ? '' : ` at \`${show(at)}\``}`,
      );
    const switches = explainer.details(type(4), type(5), ['member-added', 'member-removed']).map(switchReason);
    return {
      pair,
      args: [...reason('args'), ...unknown],
      answers: [...new Set([...reason('answers'), ...reason('result')])],
      switches,
      argsDiffer: unknown.length > 0 || reason('argsBack').length > 0,
      answersDiffer: switches.length > 0 || reason('answersBack').length > 0 || reason('resultBack').length > 0,
    };
  });
}

function switchReason({ kind, at, what }: Detail): string {
  const place = at === '' ? 'the answer' : `\`${show(at)}\``;
  return kind === 'member-added'
    ? `${place} may be \`${what}\`, which breaks an exhaustive \`switch\``
    : `${place} is never \`${what}\`, so a \`case\` of it no longer compiles`;
}

function show(at: string): string {
  return at.replace(/^\./, '').replaceAll('`', "'").slice(0, 120);
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
  return short.length > 200 ? `${short.slice(0, 199)}…` : short;
}
