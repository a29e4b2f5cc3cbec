import type {
  MediaTypeChoice,
  OperationModel,
  Overload,
  ParameterModel,
  ResourceModel,
  ResponseChoice,
  SignatureArgument,
  StatusSet,
} from '../model/build-model.js';
import { isIdentifier } from '../model/names.js';
import { quoteLiteral, typeText } from '../model/type-text.js';
import { commentLine, commentLines, docComment } from './comments.js';
import type { Descriptions } from './descriptions.js';
import { descriptorType } from './operations-module.js';
import type { TypeNames } from './type-names.js';

// The types of one method: the interface with its call signatures, and the types of its query, options and results.
// All of them are written out, by name: an editor shows what stands here, and the compiler has nothing to work out.

export interface MethodContext {
  readonly names: TypeNames;
  readonly descriptions: Descriptions;
  /** Writes what stands below a method, such as `ping.head`. */
  readonly emitChildren: (resource: ResourceModel) => string;
}

export function emitMethod(operation: OperationModel, resource: ResourceModel, context: MethodContext): string {
  const signatures = emitSignatures(operation, context);
  const { runtime, names } = { runtime: context.names.runtime, names: context.names };
  runtime.add(operation.page ? 'PagedOperation' : 'Operation');
  if (operation.page) names.add(operation.page.item);
  return [
    emitQuery(operation, context),
    emitOptions(operation, context),
    emitHeaders(operation),
    ...operation.responses.choices.map((choice) => emitResult(operation, choice, context)),
    `${docComment([`Method ${operation.name.map((part) => commentLine(part)).join('.')}.`])}export interface ${operation.signature.names.method} {
${signatures}  /** Its descriptor. */
  readonly operation: ${descriptorType(operation)};
${context.emitChildren(resource)}}
`,
  ]
    .filter((text) => text !== '')
    .join('\n');
}

function emitQuery({ signature, queryParameters, name }: OperationModel, context: MethodContext): string {
  const { query } = signature.names;
  if (query === undefined) return '';
  const comment = docComment([`Query parameters of ${name.join('.')}.`]);
  return `${comment}export interface ${query} {\n${queryParameters.map((parameter) => emitParameter(parameter, context)).join('')}}\n`;
}

function emitParameter(
  { name, type, required, description, bounds, deprecated }: ParameterModel,
  { names }: MethodContext,
): string {
  names.add(type);
  const comment = docComment(
    [
      ...(description === undefined ? [] : [commentLines(description)]),
      ...(bounds === undefined ? [] : [commentLines(bounds)]),
      ...(deprecated ? ['@deprecated The contract advises against it.'] : []),
    ],
    '  ',
  );
  // `undefined` is allowed where the parameter may be left out: callers pass on what they may not have.
  const key = isIdentifier(name) && name !== '__proto__' ? name : quoteLiteral(name);
  return `${comment}  readonly ${key}${required ? '' : '?'}: ${typeText(type)}${required ? '' : ' | undefined'};\n`;
}

function emitOptions({ signature, name }: OperationModel, context: MethodContext): string {
  const { names, options } = signature;
  if (names.options === undefined) return '';
  context.names.runtime.add('CallOptions');
  const members: string[] = [];
  if (options.query) {
    const { typeName, required } = options.query;
    const member = required ? `query: ${typeName}` : `query?: ${typeName} | undefined`;
    members.push(`  /** Query parameters. */\n  readonly ${member};\n`);
  }
  if (options.headers) {
    const { parameters, required } = options.headers;
    const indent = required ? '  ' : '      ';
    const listed = parameters.map((header) => emitHeader(header).replace(/^(?=.)/gm, indent)).join('');
    const block = `{\n${listed}${indent}  readonly [header: string]: string | undefined;\n${indent}}`;
    const member = required ? `headers: ${block}` : `headers?:\n    | ${block}\n    | undefined`;
    members.push(`  /** Headers of the request; an undefined one is left out. */\n  readonly ${member};\n`);
  }
  return `${docComment([`Options of ${name.join('.')}.`])}export interface ${names.options} extends CallOptions {\n${members.join('')}}\n`;
}

function emitHeader({ name, type, description, bounds, required, deprecated }: ParameterModel): string {
  const isString = type.kind === 'literals' && type.values.every((value) => typeof value === 'string');
  const comment = docComment(
    [
      ...(description === undefined ? [] : [commentLines(description)]),
      ...(bounds === undefined ? [] : [commentLines(bounds)]),
      ...(deprecated ? ['@deprecated The contract advises against it.'] : []),
    ],
    '  ',
  );
  const text = isString ? typeText(type) : 'string';
  return `${comment}  readonly ${quoteLiteral(name)}${required ? `: ${text}` : `?: ${text} | undefined`};\n`;
}

/** Response headers as `.withResponse()` has them: strings, and null where one may be absent. */
function emitHeaders({ signature, responses, name }: OperationModel): string {
  const { headers } = signature.names;
  if (headers === undefined) return '';
  const members = responses.headers.map(({ name: header, type, required, description, deprecated }) => {
    const comment = docComment(
      [
        ...(description === undefined ? [] : [commentLines(description)]),
        ...(deprecated ? ['@deprecated The contract advises against it.'] : []),
      ],
      '  ',
    );
    return `${comment}  readonly ${quoteLiteral(header)}: ${typeText(type)}${required ? '' : ' | null'};\n`;
  });
  return `${docComment([`Headers that responses of ${name.join('.')} declare.`])}export interface ${headers} {\n${members.join('')}}\n`;
}

function emitResult(
  operation: OperationModel,
  { resultType, successes }: ResponseChoice,
  { names }: MethodContext,
): string {
  const parts: string[] = [];
  for (const { statuses, type } of successes) {
    names.add(type);
    names.runtime.add('Success');
    parts.push(`Success<${statusText(statuses, 'SuccessStatus', names)}, ${typeText(type)}>`);
  }
  for (const { statuses, type } of operation.responses.failures) {
    names.add(type);
    names.runtime.add('Failure');
    parts.push(`Failure<${statusText(statuses, 'ErrorStatus', names)}, ${typeText(type)}>`);
  }
  const comment = docComment([`What ${operation.name.join('.')} responds with, by status.`]);
  return `${comment}export type ${resultType} =\n${parts.map((part) => `  | ${part}`).join('\n')};\n`;
}

function statusText(statuses: StatusSet, all: 'SuccessStatus' | 'ErrorStatus', names: TypeNames): string {
  if (statuses.kind === 'listed') return statuses.statuses.join(' | ');
  const except = statuses.except.join(' | ');
  const name = except === '' || all === 'SuccessStatus' ? all : 'OtherStatus';
  names.runtime.add(name);
  if (except === '') return all;
  return all === 'ErrorStatus' ? `OtherStatus<${except}>` : `Exclude<SuccessStatus, ${except}>`;
}

/** The call signatures, the default last: that is the one others are inferred from. */
function emitSignatures(operation: OperationModel, context: MethodContext): string {
  const [first, ...others] = operation.signature.overloads;
  const comment = docComment(context.descriptions.call(operation), '  ');
  return [...others, ...(first ? [first] : [])]
    .map((overload) => comment + emitOverload(overload, operation, context))
    .join('');
}

function emitOverload(
  { arguments: list, response }: Overload,
  { signature }: OperationModel,
  { names }: MethodContext,
): string {
  const parameters = list.map((argument) => {
    const { name, required, omittable } = argument;
    const type = argumentText(argument, names);
    if (omittable) return `${name}?: ${type}`;
    return required ? `${name}: ${type}` : `${name}: ${type} | undefined`;
  });
  const data = [...new Set(response.successes.map(({ type }) => typeText(type)))].join(' | ');
  const { headers } = signature.names;
  const call = headers === undefined ? 'Call' : 'CallWithHeaders';
  names.runtime.add(call);
  const types = [data, response.resultType, ...(headers === undefined ? [] : [headers])];
  return `  (${parameters.join(', ')}): ${call}<${types.join(', ')}>;\n`;
}

function argumentText(argument: SignatureArgument, names: TypeNames): string {
  switch (argument.role) {
    case 'path':
    case 'body':
      names.add(argument.type);
      return typeText(argument.type);
    case 'query':
      return argument.typeName;
    case 'options': {
      if (argument.typeName === undefined) names.runtime.add('CallOptions');
      const chosen = [choiceText('contentType', argument.contentType), choiceText('accept', argument.accept)].filter(
        (option) => option !== undefined,
      );
      const extra = chosen.length > 0 ? ` & { ${chosen.join('; ')} }` : '';
      return `${argument.typeName ?? 'CallOptions'}${extra}`;
    }
  }
}

function choiceText(name: 'contentType' | 'accept', choice: MediaTypeChoice | undefined): string | undefined {
  if (!choice) return undefined;
  const types = choice.mediaTypes.map(quoteLiteral).join(' | ');
  return choice.required ? `readonly ${name}: ${types}` : `readonly ${name}?: ${types} | undefined`;
}
