import type { ApiModel, OperationModel } from '../model/index.js';
import { quoteLiteral, typeText } from '../model/type-text.js';
import { commentCode, commentLine, docComment } from './comments.js';
import { importTypes, MODULE_HEADER } from './modules.js';
import { TypeNames } from './type-names.js';

/** `operations.ts`: the operation table. One exported constant a row, so that a bundler keeps only those that are used. */
export function emitRows(model: ApiModel, runtimePackage: string): string {
  const names = new TypeNames();
  const runtime = new Set(['OperationRow']);
  const sharesJson = model.operations.some(
    ({ body, answers }) => isJsonAlone(answers.codings) || (body && isJsonAlone(body.codings)),
  );
  if (sharesJson) runtime.add('MediaTypes');
  for (const { page } of model.operations) {
    runtime.add(page ? 'PagedOperation' : 'Operation');
    if (page) names.add(page.item);
  }
  const imports =
    importTypes(runtime, packageName(runtimePackage)) +
    importTypes(
      model.operations.map(({ typeName }) => typeName),
      './client.js',
    ) +
    importTypes(names.models, './models.js') +
    (names.needsOperations ? importTypes(['operations'], './schema.js') : '');
  // Not an array literal: of its elements the compiler makes a union, and for that compares each row with each other.
  return `${MODULE_HEADER}
${imports}${sharesJson ? `\nconst json: MediaTypes = { 'application/json': 'json' };\n` : ''}
${model.operations.map(emitRow).join('\n')}
/** All rows, in the contract's order. */
export const operationTable: readonly OperationRow[] = /* @__PURE__ */ Array.of<OperationRow>(
${model.operations.map(({ rowName }) => `  ${rowName},\n`).join('')});
`;
}

/** The text of an import specifier inside single quotes. */
export function packageName(name: string): string {
  return quoteLiteral(name).slice(1, -1);
}

export function rowType({ page, typeName }: OperationModel): string {
  return page ? `PagedOperation<${typeText(page.item)}, ${typeName}>` : `Operation<${typeName}>`;
}

function emitRow(operation: OperationModel): string {
  const { summary, method, path, name } = operation;
  const title = [...(summary === undefined ? [] : [`${commentLine(summary)}:`]), commentCode(name.join('.'))].join(' ');
  const comment = docComment([
    `${title}, ${commentCode(`${method} ${path}`)}.`,
    ...(operation.deprecated ? ['@deprecated'] : []),
  ]);
  const fields = rowFields(operation).map(([key, value]) => `  ${key}: ${value},\n`);
  return `${comment}export const ${operation.rowName}: ${rowType(operation)} = {\n${fields.join('')}};\n`;
}

/**
 * Fields of a row with their values as code. What has the meaning of its absence is left out. Their order is the one that
 * compresses best: path and name have most in common with the row before, so the longest repeats begin there.
 */
function rowFields(operation: OperationModel): [string, string][] {
  const { name, method, path, server, queryParameters, headerParameters, body, answers, page, security } = operation;
  const fields: [string, string | undefined][] = [
    ['path', quoteLiteral(path)],
    ['name', quoteLiteral(name.join('.'))],
    ['method', quoteLiteral(method)],
    ['answer', mediaTypes(answers.codings)],
    ['success', success(answers.success)],
    ['body', body && mediaTypes(body.codings)],
    ['bodyOptional', body && !body.required ? 'true' : undefined],
    ['server', server === undefined ? undefined : quoteLiteral(server)],
    ['query', queryParameters.length > 0 ? literal(queryParameters.map(({ row }) => row)) : undefined],
    ['header', headerParameters.length > 0 ? literal(headerParameters.map((header) => header.name)) : undefined],
    ['page', page && literal(page.rule)],
    ['security', security && literal(security.map((alternative) => Object.keys(alternative)))],
    ['idempotent', operation.idempotent === undefined ? undefined : String(operation.idempotent)],
    ['deprecated', operation.deprecated ? 'true' : undefined],
  ];
  return fields.filter((field): field is [string, string] => field[1] !== undefined);
}

/** Most bodies are JSON and nothing else: they share one object. */
function mediaTypes(codings: ReadonlyMap<string, string>): string | undefined {
  if (codings.size === 0) return undefined;
  return isJsonAlone(codings) ? 'json' : literal(Object.fromEntries(codings));
}

function isJsonAlone(codings: ReadonlyMap<string, string>): boolean {
  return codings.size === 1 && codings.get('application/json') === 'json';
}

function success(statuses: readonly number[]): string | undefined {
  if (statuses.length === 0 || (statuses.length === 1 && statuses[0] === 200)) return undefined;
  return literal(statuses);
}

/** Plain data as code. Keys are quoted where they are no identifiers; none can be `__proto__`, which is no media type. */
function literal(value: unknown): string {
  if (typeof value === 'string') return quoteLiteral(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(
      ([key, each]) => `${/^[a-z]+$/i.test(key) ? key : quoteLiteral(key)}: ${literal(each)}`,
    );
    return `{ ${entries.join(', ')} }`;
  }
  return String(value);
}
