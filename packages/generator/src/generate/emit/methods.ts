import type {
  FormModel,
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
import { type FormNames, quoteLiteral, typeText } from '../model/type-text.js';
import { commentCode, commentLine, commentLines, docComment } from './comments.js';
import type { Descriptions } from './descriptions.js';
import { descriptorType } from './operations-module.js';
import type { TypeNames } from './type-names.js';

// The types of one method: the interface with its call signatures, and the types of its query, options and results.
// All of them are written out, by name: an editor shows what stands here, and the compiler has nothing to work out.

export interface MethodContext {
  readonly names: TypeNames;
  readonly descriptions: Descriptions;
}

export function emitMethod(operation: OperationModel, resource: ResourceModel, context: MethodContext): string {
  const signatures = emitSignatures(operation, context);
  const { runtime, names } = { runtime: context.names.runtime, names: context.names };
  runtime.add(operation.page ? 'PagedOperation' : 'Operation');
  if (operation.page) names.add(operation.page.item);
  // what stands below a method, such as `ping.head`
  const base = resource.childrenType === undefined ? '' : ` extends ${resource.childrenType}`;
  return [
    emitQuery(operation, context),
    emitOptions(operation, context),
    emitHeaders(operation),
    ...(operation.body?.forms ?? []).map((form) => emitForm(form, operation, context)),
    ...operation.responses.choices.map((choice) => emitResult(operation, choice, context)),
    `${docComment([`Method ${operation.name.map((part) => commentLine(part)).join('.')}.`])}export interface ${operation.signature.names.method}${base} {
${signatures}  /** Its descriptor. */
  readonly operation: ${descriptorType(operation)};
}
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
    members.push(
      `  /** Headers of the request; an undefined one is left out. */\n${emitHeaderBlock(parameters, required, context)}`,
    );
  }
  if (options.cookies) {
    const listed = options.cookies.map((each) => indented(emitParameter(each, context), '      ')).join('');
    const comment =
      '  /** Cookies of the request, where the platform lets a program set them. In a browser they are its own. */\n';
    members.push(`${comment}  readonly cookies?:\n    | {\n${listed}      }\n    | undefined;\n`);
  }
  const base = options.headers && !options.headers.parameters.every(isTextHeader) ? TYPED_HEADERS : 'CallOptions';
  return `${docComment([`Options of ${name.join('.')}.`])}export interface ${names.options} extends ${base} {\n${members.join('')}}\n`;
}

/** Headers of other types than strings cannot stand in an interface whose base has them as strings. */
const TYPED_HEADERS = "Omit<CallOptions, 'headers'>";

const isTextHeader = ({ type }: ParameterModel): boolean =>
  (type.kind === 'keyword' && type.name === 'string') ||
  (type.kind === 'literals' && type.values.every((value) => typeof value === 'string'));

function emitHeaderBlock(parameters: readonly ParameterModel[], required: boolean, context: MethodContext): string {
  const indent = required ? '  ' : '      ';
  const listed = parameters.map((header) => indented(emitHeader(header, context), indent)).join('');
  // What other headers are is for the caller to say; the declared ones have to be among what an index gives.
  const types = parameters.filter((header) => !isTextHeader(header)).map(({ type }) => typeText(type));
  const index = [...new Set(['string', ...types, 'undefined'])].join(' | ');
  const block = `{\n${listed}${indent}  readonly [header: string]: ${index};\n${indent}}`;
  return `  readonly ${required ? `headers: ${block}` : `headers?:\n    | ${block}\n    | undefined`};\n`;
}

const indented = (text: string, indent: string): string => text.replace(/^(?=.)/gm, indent);

function emitHeader(
  { name, type, description, bounds, required, deprecated }: ParameterModel,
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
  const text = typeText(type);
  return `${comment}  readonly ${quoteLiteral(name)}${required ? `: ${text}` : `?: ${text} | undefined`};\n`;
}

/** The type of a form: an interface, or a union where it is one of several objects. */
function emitForm(form: FormModel, { signature, name }: OperationModel, context: MethodContext): string {
  const typeName = signature.names[form.codec];
  if (typeName === undefined) return '';
  const comment = docComment([`The form of ${name.join('.')}, ${commentCode(form.mediaType)}.`]);
  const bodies = form.alternatives.map(({ properties, isOpen }) => {
    const members = properties.map((property) => emitParameter(property, context)).join('');
    return `{\n${members}${isOpen ? '  readonly [property: string]: unknown;\n' : ''}}`;
  });
  const [only] = bodies;
  if (only !== undefined && bodies.length === 1) return `${comment}export interface ${typeName} ${only}\n`;
  return `${comment}export type ${typeName} =\n${bodies.map((body) => `  | ${body.replaceAll('\n', '\n    ')}`).join('\n')};\n`;
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
    const type = argumentText(argument, names, signature.names);
    if (omittable) return `${name}?: ${type}`;
    return required ? `${name}: ${type}` : `${name}: ${type} | undefined`;
  });
  const data = [...new Set(response.successes.map(({ type }) => typeText(type)))].join(' | ');
  return `  (${parameters.join(', ')}): ${callText(data, response, signature.names.headers, names)};\n`;
}

/** What a method returns. Where a response is items, these can be read off the call itself. */
function callText(data: string, response: ResponseChoice, headers: string | undefined, names: TypeNames): string {
  const items = response.successes.flatMap(({ type }) => (type.kind === 'items' ? [typeText(type.of)] : []));
  const item = [...new Set(items)].join(' | ');
  if (headers === undefined && items.length > 0 && items.length === response.successes.length) {
    names.runtime.add('StreamCall');
    return `StreamCall<${item}, ${response.resultType}>`;
  }
  const call = headers === undefined ? 'Call' : 'CallWithHeaders';
  names.runtime.add(call);
  const types = [data, response.resultType, ...(headers === undefined ? [] : [headers])];
  return `${call}<${types.join(', ')}>${items.length > 0 ? ` & AsyncIterable<${item}>` : ''}`;
}

function argumentText(argument: SignatureArgument, names: TypeNames, forms: FormNames): string {
  switch (argument.role) {
    case 'path':
    case 'body':
      names.add(argument.type);
      return typeText(argument.type, forms);
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
  const types = choice.mediaTypes.map(mediaTypeText).join(' | ');
  return choice.required ? `readonly ${name}: ${types}` : `readonly ${name}?: ${types} | undefined`;
}

/** What stands for any text in the type of a template literal. */
const ANYTHING: string = ['$', '{string}'].join('');

/** A media type as a type: of a range, such as `image/*`, any that is in it. */
function mediaTypeText(mediaType: string): string {
  const literal = quoteLiteral(mediaType);
  if (!mediaType.includes('*')) return literal;
  const text = literal.slice(1, -1).replaceAll("\\'", "'").replaceAll('`', '\\`').replaceAll('$', '\\$');
  return `\`${text.replaceAll('*', ANYTHING)}\``;
}
