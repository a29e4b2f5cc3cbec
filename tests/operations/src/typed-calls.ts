import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OperationDescriptor } from '@influxkit/runtime';
import { type Contract, type ContractOperation, type Product, sampleResponse } from '@influxkit/test-tools';
import ts from 'typescript';
import { argumentsFor, type Variant, valuesFor } from './arguments.js';
import { clientOf } from './clients.js';

/** A call of an operation in one of its variants. */
export interface TypedCall {
  readonly operation: ContractOperation;
  readonly descriptor: OperationDescriptor;
  readonly variant: Variant;
}

/**
 * Has the compiler check calls as a strict consumer would write them: arguments from the contract's schemas go in, and a
 * response from the contract's schemas is assigned to what the call gives.
 *
 * @returns for each call what the compiler says; nothing where it agrees
 */
export function typeErrors(product: Product, contract: Contract, calls: readonly TypedCall[]): string[][] {
  const { specifier, typeName } = clientOf(product);
  const head = [`import type { ${typeName} } from '${specifier}';`, `declare const api: ${typeName};`];
  const text = [...head, ...calls.map((call) => statement(contract, call))].join('\n');
  const errors: string[][] = calls.map(() => []);
  for (const { line, message } of compile(product, text)) {
    const place = line - head.length;
    if (place < 0) throw new Error(`The client of ${product} cannot be imported: ${message}`);
    errors[place]?.push(message);
  }
  return errors;
}

/** One line, so that a line stands for a call. */
function statement(contract: Contract, { operation, descriptor, variant }: TypedCall): string {
  const values = valuesFor(contract, operation, descriptor, variant, 'any');
  const given = argumentsFor(operation, descriptor, values, variant).map((value) => literal(value));
  const call = `let data = await api.${descriptor.name}(${given.join(', ')});`;
  return `{ ${call} data = ${responseOf(contract, operation, descriptor, variant)}; }`;
}

/** What the call is to give, as an expression. */
function responseOf(
  contract: Contract,
  operation: ContractOperation,
  descriptor: OperationDescriptor,
  variant: Variant,
): string {
  const accept = variant.accept ?? Object.keys(descriptor.response ?? {})[0];
  const given = sampleResponse(contract, operation, { status: variant.status, accept });
  if (given?.mediaType === undefined) return 'undefined';
  switch (descriptor.response?.[given.mediaType]) {
    case 'json':
      return literal(JSON.parse(given.bytes.toString()));
    case 'text':
      return "''";
    case 'bytes':
      return 'new Uint8Array()';
    default:
      return 'new ReadableStream<Uint8Array>()';
  }
}

const literal = (value: unknown): string =>
  value === undefined ? 'undefined' : value instanceof FormData ? 'new FormData()' : JSON.stringify(value);

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Errors of a module that exists in memory alone, with the options of every package here. */
function compile(product: Product, text: string): { readonly line: number; readonly message: string }[] {
  const file = join(dirname(fileURLToPath(import.meta.url)), `typed-calls-of-${product}.ts`);
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, root);
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2022) : getSourceFile(name, ...rest);
  const program = ts.createProgram([file], { ...options, declaration: false, isolatedDeclarations: false }, host);
  const source = program.getSourceFile(file);
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((diagnostic) => ({
    line: source?.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line ?? 0,
    message: ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n').slice(0, 2000),
  }));
}
