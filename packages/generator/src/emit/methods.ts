import type {
  AnswerChoice,
  BodyChoice,
  OperationModel,
  ParameterModel,
  ResourceModel,
  StatusSet,
} from '../model/index.js';
import { isIdentifier } from '../model/names.js';
import { quoteLiteral, typeText } from '../model/type-text.js';
import { commentLine, commentLines, docComment } from './comments.js';
import type { Descriptions } from './descriptions.js';
import { rowType } from './rows.js';
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
    ...operation.answers.choices.map((choice) => emitResult(operation, choice, context)),
    `${docComment([`Method ${operation.name.map((part) => commentLine(part)).join('.')}.`])}export interface ${operation.typeName} {
${signatures}  /** Its row in the operation table. */
  readonly operation: ${rowType(operation)};
${context.emitChildren(resource)}}
`,
  ]
    .filter((text) => text !== '')
    .join('\n');
}

function emitQuery({ queryType, queryParameters, name }: OperationModel, context: MethodContext): string {
  if (queryType === undefined) return '';
  const comment = docComment([`Query parameters of ${name.join('.')}.`]);
  return `${comment}export interface ${queryType} {\n${queryParameters.map((parameter) => emitParameter(parameter, context)).join('')}}\n`;
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

function emitOptions(
  { optionsType, queryType, body, queryParameters, headerParameters, name }: OperationModel,
  context: MethodContext,
): string {
  if (optionsType === undefined) return '';
  context.names.runtime.add('CallOptions');
  const members: string[] = [];
  if (body && queryType !== undefined) {
    const required = queryParameters.some((parameter) => parameter.required);
    members.push(
      `  /** Query parameters. */\n  readonly query${required ? '' : '?'}: ${queryType}${required ? '' : ' | undefined'};\n`,
    );
  }
  if (headerParameters.length > 0) {
    const headers = headerParameters.map((header) => emitHeader(header).replace(/^(?=.)/gm, '  ')).join('');
    members.push(`  /** Headers of the request; an undefined one is left out. */
  readonly headers?:
    | {
${headers.replace(/^(?=.)/gm, '    ')}        readonly [header: string]: string | undefined;
      }
    | undefined;
`);
  }
  return `${docComment([`Options of ${name.join('.')}.`])}export interface ${optionsType} extends CallOptions {\n${members.join('')}}\n`;
}

/** Required headers are optional here: a client or its middleware may set them for all calls. */
function emitHeader({ name, type, description, bounds, required }: ParameterModel): string {
  const isText = type.kind === 'literals' && type.values.every((value) => typeof value === 'string');
  const comment = docComment(
    [
      ...(description === undefined ? [] : [commentLines(description)]),
      ...(required ? ['Required, unless the client sends it with every request.'] : []),
      ...(bounds === undefined ? [] : [commentLines(bounds)]),
    ],
    '  ',
  );
  return `${comment}  readonly ${quoteLiteral(name)}?: ${isText ? typeText(type) : 'string'} | undefined;\n`;
}

function emitResult(
  operation: OperationModel,
  { resultType, successes }: AnswerChoice,
  { names }: MethodContext,
): string {
  const parts: string[] = [];
  for (const { statuses, type } of successes) {
    names.add(type);
    names.runtime.add('Success');
    parts.push(`Success<${statusText(statuses, 'SuccessStatus', names)}, ${typeText(type)}>`);
  }
  for (const { statuses, type } of operation.answers.failures) {
    names.add(type);
    names.runtime.add('Failure');
    parts.push(`Failure<${statusText(statuses, 'ErrorStatus', names)}, ${typeText(type)}>`);
  }
  const comment = docComment([`What ${operation.name.join('.')} answers, by status.`]);
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

/** One signature for each pair of a body's and an answer's type, the default last: that is the one others are inferred from. */
function emitSignatures(operation: OperationModel, context: MethodContext): string {
  const bodies: (BodyChoice | undefined)[] = operation.body ? [...operation.body.choices] : [undefined];
  const pairs = operation.answers.choices.flatMap((answer) => bodies.map((body) => ({ body, answer })));
  const [first, ...others] = pairs;
  const ordered = first ? [...others, first] : [];
  const comment = docComment(context.descriptions.call(operation), '  ');
  return ordered.map(({ body, answer }) => comment + emitSignature(operation, body, answer, context)).join('');
}

function emitSignature(
  operation: OperationModel,
  body: BodyChoice | undefined,
  answer: AnswerChoice,
  { names }: MethodContext,
): string {
  const { pathParameters, queryParameters, queryType, answers } = operation;
  const queryRequired = queryParameters.some(({ required }) => required);
  const contentType = choiceOption(
    'contentType',
    body?.mediaTypes ?? [],
    operation.body?.codings.size ?? 0,
    body === operation.body?.choices[0],
  );
  const accept = choiceOption('accept', answer.mediaTypes, answers.codings.size, answer === answers.choices[0]);
  const chosen = [contentType, accept].filter((option) => option !== undefined);
  const optionsRequired = chosen.some(({ required }) => required) || (operation.body !== undefined && queryRequired);
  names.runtime.add('Call');
  if (operation.optionsType === undefined) names.runtime.add('CallOptions');

  const parameters = pathParameters.map(({ argument, type }) => {
    names.add(type);
    return { name: argument, type: typeText(type), required: true };
  });
  if (body) {
    names.add(body.type);
    parameters.push({ name: 'body', type: typeText(body.type), required: operation.body?.required === true });
  } else if (queryType !== undefined) {
    parameters.push({ name: 'query', type: queryType, required: queryRequired });
  }
  const extra = chosen.length > 0 ? ` & { ${chosen.map(({ text }) => text).join('; ')} }` : '';
  parameters.push({
    name: 'options',
    type: `${operation.optionsType ?? 'CallOptions'}${extra}`,
    required: optionsRequired,
  });

  // What may be left out can only be left out at the end.
  const lastRequired = parameters.findLastIndex(({ required }) => required);
  const list = parameters.map(({ name, type, required }, index) => {
    if (required) return `${name}: ${type}`;
    return index < lastRequired ? `${name}: ${type} | undefined` : `${name}?: ${type}`;
  });
  const data = [...new Set(answer.successes.map(({ type }) => typeText(type)))].join(' | ');
  return `  (${list.join(', ')}): Call<${data}, ${answer.resultType}>;\n`;
}

function choiceOption(
  name: 'contentType' | 'accept',
  mediaTypes: readonly string[],
  count: number,
  isDefault: boolean,
): { readonly text: string; readonly required: boolean } | undefined {
  if (count < 2 || mediaTypes.length === 0) return undefined;
  const types = mediaTypes.map(quoteLiteral).join(' | ');
  return {
    text: `readonly ${name}${isDefault ? '?' : ''}: ${types}${isDefault ? ' | undefined' : ''}`,
    required: !isDefault,
  };
}
