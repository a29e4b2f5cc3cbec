import { type BindConfig, type ClientConfig, FORMAT, type ServerTemplate } from '@influxkit/runtime';
import type { ApiModel, BoundModel, ResourceModel, VariantModel } from '../model/build-model.js';
import { isIdentifier } from '../model/names.js';
import { resourceInterface } from '../model/resource-tree.js';
import { quoteLiteral } from '../model/type-text.js';
import { commentCode, commentLine, commentLines, docComment } from './comments.js';
import { dataText } from './data-text.js';
import { Descriptions } from './descriptions.js';
import { emitMethod } from './methods.js';
import { importTypes, MODULE_HEADER } from './module-text.js';
import { clientFeatures, packageName } from './operations-module.js';
import { TypeNames } from './type-names.js';

/** `client.ts`: the resource tree as interfaces, the types of every method, and the function that creates the client. */
export function emitClient(model: ApiModel, runtimePackage: string): string {
  const names = new TypeNames();
  for (const name of ['ApiClient', 'ClientConfig', 'ClientOptions', 'HttpClient']) names.runtime.add(name);
  if (model.schemaForms.formats) names.runtime.add('PlainJson');
  const descriptions = new Descriptions(model);
  const emitChildren = ({ children }: ResourceModel): string =>
    children
      .map((child) => {
        const comment = child.operation ? descriptions.method(child.operation) : describeResource(child);
        return `${docComment(comment, '  ')}  readonly ${child.name.at(-1) ?? ''}: ${child.typeName};\n`;
      })
      .join('');
  const blocks: string[] = [];
  const visit = (resource: ResourceModel): void => {
    if (resource.operation) blocks.push(emitMethod(resource.operation, resource, { names, descriptions }));
    const own = resourceInterface(resource);
    if (own !== undefined) {
      const comment = docComment(describeResource(resource));
      blocks.push(`${comment}export interface ${own} {\n${emitChildren(resource)}}\n`);
    }
    resource.children.forEach(visit);
  };
  visit(model.root);
  const root = `${docComment(describeClient(model))}export interface ${model.clientType} extends ApiClient {
  /** The path-typed client of openapi-fetch, on the same transport. */
  readonly http: HttpClient<${model.schemaForms.formats ? 'PlainJson<paths>' : 'paths'}>;
${emitChildren(model.root)}}
`;
  const runtime = packageName(runtimePackage);
  const schema = names.needsOperations ? ['operations', 'paths'] : ['paths'];
  return `${MODULE_HEADER}
${importTypes(names.runtime, runtime)}import { ${['createApi as createFromRegistry', ...clientFeatures(model)].join(', ')} } from '${runtime}';
${importTypes(names.models, './models.js')}${importTypes(schema, './schema.js')}import { registry } from './registry.js';

/** What holds for the whole contract. If the format does not compile: install the generator and the runtime of one release. */
const config: ClientConfig = ${configText(model)};

${emitClientOptions(model)}
${root}
/**
 * Creates a client with all resources: \`const api = ${model.clientName}({ baseUrl: 'http://localhost' })\`.
 *
 * @param options - Where the server is, and what holds for every call.
 */
export function ${model.clientName}(options: ${model.clientOptions}${needsOptions(model) ? '' : ' = {}'}): ${model.clientType} {
  return createFromRegistry<${model.clientType}>(options, registry, config);
}

${model.variants.map((variant) => emitVariant(variant, model)).join('')}${blocks.join('\n')}`;
}

/** The configuration as code, with the features of the runtime that the client brings along. */
function configText(model: ApiModel): string {
  const features = clientFeatures(model);
  const data = dataText(configOf(model));
  return features.length === 0 ? data : `${data.slice(0, -' }'.length)}, features: { ${features.join(', ')} } }`;
}

/** What the client knows of its contract as a whole. What says nothing is left out. */
function configOf({ bound, errorHeaders, securitySchemes, security, server }: ApiModel): ClientConfig {
  return {
    format: FORMAT,
    ...(server && { server }),
    ...(bound.length > 0 && { bind: bindOf(bound) }),
    ...(errorHeaders && { errorHeaders }),
    ...(Object.keys(securitySchemes).length > 0 && { securitySchemes }),
    ...(security.length > 0 && { security: security.map((alternative) => Object.keys(alternative)) }),
  };
}

/** The options of the client that stand for parameters. */
function bindOf(bound: readonly BoundModel[]): BindConfig {
  const optionsOf = (place: 'path' | 'header'): Record<string, string> =>
    Object.fromEntries(bound.filter((each) => each.in === place).map(({ name, option }) => [name, option]));
  const [path, headers] = [optionsOf('path'), optionsOf('header')];
  const required = bound.filter((each) => each.in === 'header' && each.required).map(({ name }) => name);
  return {
    ...(Object.keys(path).length > 0 && { path }),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(required.length > 0 && { required }),
  };
}

/** A function that creates the client for servers whose paths lack a prefix, and the options that it takes. */
function emitVariant(variant: VariantModel, model: ApiModel): string {
  const { name, options, withoutPrefix } = variant;
  const bound = model.bound.filter((each) => each.in !== 'path' || !withoutPrefix.includes(`{${each.name}}`));
  const bind = bound.length > 0 ? dataText(bindOf(bound)) : '{}';
  return `${emitClientOptions({ clientOptions: options, clientName: name, bound })}
/**
 * Creates the client of a server that has the same operations without ${commentCode(withoutPrefix)} in front of their paths.
 *
 * @param options - Where the server is, and what holds for every call.
 */
export function ${name}(options: ${options}): ${model.clientType} {
  return createFromRegistry<${model.clientType}>(options, registry, { ...config, bind: ${bind}, withoutPrefix: ${dataText(withoutPrefix)} });
}

`;
}

/** The type of what the client is created with: the runtime's options, and those that stand for parameters. */
function emitClientOptions({
  clientOptions,
  clientName,
  bound,
  server,
}: Pick<ApiModel, 'clientOptions' | 'clientName' | 'bound' | 'server'>): string {
  const comment = docComment([`What \`${clientName}\` takes.`]);
  if (bound.length === 0 && !server) return `${comment}export type ${clientOptions} = ClientOptions;\n`;
  const members = bound.map(({ in: place, name, option, required }) => {
    const type = place === 'path' ? 'string | number' : 'string';
    const said = `The ${place} parameter ${commentCode(name)} of all operations that take it.`;
    const member = required ? `${option}: ${type}` : `${option}?: ${type} | undefined`;
    return `${docComment([said], '  ')}  readonly ${member};\n`;
  });
  const base = server ? "Omit<ClientOptions, 'baseUrl'>" : 'ClientOptions';
  const ofServer = server ? emitServerOptions(server) : '';
  return `${comment}export interface ${clientOptions} extends ${base} {\n${ofServer}${members.join('')}}\n`;
}

/** The base URL, which may be left out, and the variables of the address that is used then. */
function emitServerOptions({ url, variables = {} }: ServerTemplate): string {
  const comment = docComment([`Where the server is. Default: ${commentCode(url)}, as the contract says.`], '  ');
  const members = Object.entries(variables).map(([name, { default: preset, enum: values }]) => {
    const type = values ? values.map(quoteLiteral).join(' | ') : 'string';
    const said = docComment([`Default: ${commentCode(preset)}.`], '    ');
    const key = isIdentifier(name) ? name : quoteLiteral(name);
    return `${said}    readonly ${key}?: ${type} | undefined;\n`;
  });
  const named = docComment(['Variables of the address of the contract, where `baseUrl` is not given.'], '  ');
  return (
    `${comment}  readonly baseUrl?: string | undefined;\n` +
    (members.length > 0 ? `${named}  readonly serverVariables?: {\n${members.join('')}  } | undefined;\n` : '')
  );
}

/** Whether a client cannot be made of the contract alone. */
const needsOptions = ({ bound, server }: ApiModel): boolean => !server || bound.some(({ required }) => required);

function describeClient({ title, version, description }: ApiModel): (string | string[])[] {
  return [commentLine(`${title} ${version}`), ...(description === undefined ? [] : [commentLines(description)])];
}

function describeResource({ name, description, children }: ResourceModel): (string | string[])[] {
  const members = children.map((child) => `\`${child.name.at(-1) ?? ''}\``).join(', ');
  return [description === undefined ? `${name.join('.')}: ${members}.` : commentLines(description)];
}
