import { FORMAT } from '@influxkit/runtime';
import type { ApiModel, ResourceModel } from '../model/index.js';
import { commentLine, commentLines, docComment } from './comments.js';
import { Descriptions } from './descriptions.js';
import { emitMethod } from './methods.js';
import { importTypes, MODULE_HEADER } from './modules.js';
import { packageName } from './rows.js';
import { TypeNames } from './type-names.js';

/** `client.ts`: the resource tree as interfaces, the types of every method, and the function that creates the client. */
export function emitClient(model: ApiModel, runtimePackage: string): string {
  const names = new TypeNames();
  for (const name of ['ApiClient', 'ClientConfig', 'ClientOptions', 'HttpClient']) names.runtime.add(name);
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
    if (resource.operation) {
      blocks.push(emitMethod(resource.operation, resource, { names, descriptions, emitChildren }));
    } else if (resource.name.length > 0) {
      const comment = docComment(describeResource(resource));
      blocks.push(`${comment}export interface ${resource.typeName} {\n${emitChildren(resource)}}\n`);
    }
    resource.children.forEach(visit);
  };
  visit(model.root);
  const root = `${docComment(describeClient(model))}export interface ${model.clientType} extends ApiClient {
  /** The path-typed client of openapi-fetch, on the same transport. */
  readonly http: HttpClient<paths>;
${emitChildren(model.root)}}
`;
  const runtime = packageName(runtimePackage);
  const schema = names.needsOperations ? ['operations', 'paths'] : ['paths'];
  return `${MODULE_HEADER}
${importTypes(names.runtime, runtime)}import { createApi } from '${runtime}';
${importTypes(names.models, './models.js')}${importTypes(schema, './schema.js')}import { registry } from './registry.js';

/** What holds for the whole contract. A format that does not compile: install generator and runtime of one release. */
const config: ClientConfig = ${JSON.stringify({ format: FORMAT, ...model.config })};

${root}
/**
 * Creates a client with all resources: \`const api = ${model.clientName}({ baseUrl: 'http://localhost' })\`.
 *
 * @param options - Where the server is, and what holds for every call.
 */
export function ${model.clientName}(options: ClientOptions): ${model.clientType} {
  return createApi<${model.clientType}>(options, registry, config);
}

${blocks.join('\n')}`;
}

function describeClient({ title, version, description }: ApiModel): (string | string[])[] {
  return [commentLine(`${title} ${version}`), ...(description === undefined ? [] : [commentLines(description)])];
}

function describeResource({ name, description, children }: ResourceModel): (string | string[])[] {
  const members = children.map((child) => `\`${child.name.at(-1) ?? ''}\``).join(', ');
  return [description === undefined ? `${name.join('.')}: ${members}.` : commentLines(description)];
}
