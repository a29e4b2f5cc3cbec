import { diagnose } from '../../base/catalogue.js';
import { quote, type Report } from '../../base/diagnostics.js';
import { own } from '../../base/json.js';
import type { ProductConfig } from '../../config/product-config.js';
import type { LoadedContract } from '../../contract/document/openapi.js';
import {
  type DocumentOperation,
  type DocumentParameter,
  type DocumentReader,
  pathParameterNames,
  text,
} from '../../contract/document/reader.js';
import type {
  ArgumentModel,
  ParameterModel,
  QueryParameterModel,
  StyledParameterModel,
  TypeModel,
} from './api-model.js';
import { contentSchema, isGivenByCaller } from './given-parameters.js';
import { argumentName, NameScope } from './names.js';
import { cookieParameter, headerParameter, pathStyle, queryParameter } from './parameter-styles.js';
import { schemaBounds, schemaType } from './schema-types.js';

export interface ParametersModel {
  readonly path: readonly ArgumentModel[];
  /** Names of path parameters that are bound. */
  readonly bound: readonly string[];
  readonly query: readonly QueryParameterModel[];
  readonly header: readonly StyledParameterModel[];
  readonly cookie: readonly StyledParameterModel[];
}

export interface ParameterContext {
  readonly contract: LoadedContract;
  readonly config: ProductConfig;
  readonly reader: DocumentReader;
  readonly models: ReadonlyMap<string, string>;
  readonly report: Report;
}

/** The parameters of an operation: its own and those of its path, by place. */
export function readParameters(found: DocumentOperation, key: string, context: ParameterContext): ParametersModel {
  const { path } = found;
  const parameters = context.reader.parameters(found);
  const read = (parameter: DocumentParameter): ParameterModel => readParameter(parameter, key, context);
  const at = (place: string): DocumentParameter[] => [...parameters.values()].filter((each) => each.in === place);
  const { bind } = context.config;
  const arguments_ = pathParameterNames(path).filter((name) => isGivenByCaller('path', name, bind));
  return {
    path: readPathParameters(arguments_, parameters, read, context.reader),
    bound: pathParameterNames(path).filter((name) => !arguments_.includes(name)),
    query: at('query').map((each) => ({
      ...read(each),
      descriptor: queryParameter(each.name, each.value, context.reader),
      ...boundsOf(each, context),
    })),
    header: at('header')
      .filter(({ name }) => isGivenByCaller('header', name, bind))
      .map((each) => ({ ...read(each), descriptor: headerParameter(each.name, each.value, context.reader) })),
    cookie: at('cookie').map((each) => ({
      ...read(each),
      required: false,
      descriptor: cookieParameter(each.name, each.value, context.reader),
    })),
  };
}

function readParameter(
  { name, in: place, value: parameter, pointer: at }: DocumentParameter,
  key: string,
  context: ParameterContext,
): ParameterModel {
  const { reader, models, contract, report } = context;
  if (place === 'path' && parameter['allowReserved'] === true && !reader.reservesInPaths) {
    const message = `Parameter ${quote(name)} has allowReserved, which OpenAPI before 3.2 does not know in paths: reserved characters in it are encoded.`;
    report(diagnose('feature-unsupported', message, contract.locate(at)));
  }
  const where: TypeModel = { kind: 'member', of: { kind: 'operations' }, key, optional: false };
  const parameters: TypeModel = { kind: 'member', of: where, key: 'parameters', optional: false };
  const placed: TypeModel = { kind: 'member', of: parameters, key: place, optional: place !== 'path' };
  const schema = own(parameter, 'schema') ?? contentSchema(parameter, reader);
  const required = place === 'path' || parameter['required'] === true;
  const type =
    schema === undefined
      ? ({ kind: 'keyword', name: 'string' } as const)
      : schemaType(
          schema,
          { kind: 'member', of: placed, key: name, optional: place === 'cookie' || !required },
          models,
          reader,
          context.config.formatTypes,
        );
  const description = text(parameter['description']);
  const bounds = schemaBounds(schema, reader);
  return {
    name,
    required,
    deprecated: parameter['deprecated'] === true,
    type,
    ...(description !== undefined && { description }),
    ...(bounds !== undefined && { bounds }),
  };
}

/** One that the path names but nothing declares is a string. */
function readPathParameters(
  names: readonly string[],
  found: ReadonlyMap<string, DocumentParameter>,
  read: (found: DocumentParameter) => ParameterModel,
  reader: DocumentReader,
): ArgumentModel[] {
  const scope = new NameScope(['body', 'query', 'options']);
  return names.map((name) => {
    const declared = found.get(`path ${name}`);
    const parameter = declared
      ? read(declared)
      : { name, required: true, deprecated: false, type: { kind: 'keyword', name: 'string' } as const };
    const style = declared && pathStyle(declared.value, reader);
    return { ...parameter, argument: scope.claim(argumentName(name), 'Value'), ...(style && { style }) };
  });
}

/** The bounds that a number keeps, as far as they say how an operation pages. */
function boundsOf(
  { value: parameter }: DocumentParameter,
  { reader }: ParameterContext,
): Pick<QueryParameterModel, 'maximum' | 'least'> {
  const schema = reader.object(own(parameter, 'schema'));
  const { maximum, minimum, default: preset } = schema ?? {};
  const least = typeof preset === 'number' ? preset : minimum;
  return {
    ...(typeof maximum === 'number' && { maximum }),
    ...(typeof least === 'number' && { least }),
  };
}
