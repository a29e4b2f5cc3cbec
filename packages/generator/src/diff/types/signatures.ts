import type { JsonObject, JsonValue } from '../../load/contract.js';
import { isObject, own } from '../../load/json.js';
import { mediaTypesOf } from '../structure/media-types.js';
import type { Side } from '../structure/node.js';
import type { OperationSide } from '../structure/operations.js';
import { parametersOf } from '../structure/parameters.js';

/** Types of one operation, as text that names the schema module of its side. */
export interface Signature {
  /** A tuple: path parameters, then the body or the query, then the options. */
  readonly args: string;
  /** A union of what `.result()` gives, by status. */
  readonly result: string;
  /** The answers by status and media type, as the contract has them. */
  readonly answers: string;
}

/**
 * How the method of an operation is called and what it answers, by the rules of the call surface. `module` is the name that
 * the side's schema is imported by.
 */
export function signatureOf(side: Side, operation: OperationSide, module: string): Signature {
  const type = `${module}.paths[${text(operation.path)}][${text(operation.method.toLowerCase())}]`;
  return {
    args: argumentsOf(side, operation, type),
    result: resultOf(side, operation, type),
    answers: `${type}['responses']`,
  };
}

function argumentsOf(side: Side, { value, item, pointer }: OperationSide, type: string): string {
  const list = (of: JsonObject): JsonValue => own(of, 'parameters') ?? null;
  const parameters = [
    ...parametersOf(side, [
      { value: list(item), pointer: pointer.slice(0, pointer.lastIndexOf('/')) },
      { value: list(value), pointer },
    ]).values(),
  ];
  const place = (name: string): string => `NonNullable<${type}['parameters']['${name}']>`;
  const required = (name: string): boolean =>
    parameters.some((parameter) => parameter.in === name && parameter.required);
  const has = (name: string): boolean => parameters.some((parameter) => parameter.in === name);
  const path = parameters.filter((parameter) => parameter.in === 'path');
  const items = path.map((parameter) => `${place('path')}[${text(parameter.name)}]`);
  const body = bodyOf(side, value, pointer, type);
  const options: string[] = ['CallOptions'];
  for (const name of ['header', 'cookie']) {
    if (has(name)) options.push(`{ ${name}${required(name) ? '' : '?'}: ${place(name)} }`);
  }
  if (body !== undefined && has('query')) options.push(`{ query${required('query') ? '' : '?'}: ${place('query')} }`);
  const needed = required('header') || required('cookie') || (body !== undefined && required('query'));
  if (body !== undefined) items.push(optional(body.type, !body.required && !needed, body.required));
  else if (has('query')) items.push(optional(place('query'), !required('query') && !needed, required('query')));
  items.push(optional(options.join(' & '), !needed, needed));
  return `[${items.join(', ')}]`;
}

/** An element of a tuple that may be left out, or may be undefined where a later one may not be left out. */
function optional(type: string, last: boolean, required: boolean): string {
  if (last) return `(${type})?`;
  return required ? type : `${type} | undefined`;
}

function bodyOf(
  side: Side,
  operation: JsonObject,
  pointer: string,
  type: string,
): { readonly type: string; readonly required: boolean } | undefined {
  const stated = own(operation, 'requestBody');
  if (stated === undefined) return undefined;
  const part = side.deref({ value: stated, pointer: `${pointer}/requestBody` });
  if (!isObject(part.value)) return undefined;
  const content = own(part.value, 'content');
  const media = [...mediaTypesOf(side, { value: content ?? null, pointer: '' }, { name: 'body' }).values()];
  if (media.length === 0) return undefined;
  const of = `NonNullable<${type}['requestBody']>['content']`;
  return {
    type: union(media.map(({ name }) => `${of}[${text(name)}]`)),
    required: own(part.value, 'required') === true,
  };
}

function resultOf(side: Side, { value, pointer }: OperationSide, type: string): string {
  const responses = own(value, 'responses');
  if (!isObject(responses)) return 'unknown';
  const members: string[] = [];
  for (const [status, item] of Object.entries(responses)) {
    if (status.startsWith('x-')) continue;
    const part = side.deref({ value: item, pointer: `${pointer}/responses/${status}` });
    const content = isObject(part.value) ? own(part.value, 'content') : undefined;
    const media = [...mediaTypesOf(side, { value: content ?? null, pointer: '' }, { name: '' }).values()];
    const listed = /^\d{3}$/.test(status);
    const key = listed ? status : text(status);
    const of = `${type}['responses'][${key}]['content']`;
    const data = media.length === 0 ? 'undefined' : union(media.map(({ name }) => `${of}[${text(name)}]`));
    members.push(`{ status: ${listed ? status : 'number'}; ${status.startsWith('2') ? 'data' : 'error'}: ${data} }`);
  }
  return members.length === 0 ? 'unknown' : union(members);
}

function union(types: readonly string[]): string {
  return types.length === 1 ? (types[0] ?? 'never') : `(${types.join(' | ')})`;
}

function text(value: string): string {
  return JSON.stringify(value);
}
