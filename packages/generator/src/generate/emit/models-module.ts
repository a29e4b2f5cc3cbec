import type { ApiModel } from '../model/build-model.js';
import { quoteLiteral } from '../model/type-text.js';
import { commentLines, docComment } from './comments.js';
import { importTypes, MODULE_HEADER } from './module-text.js';

/** An interface can extend a type with arguments, but not one that is looked up in another. */
const NAMED_SCHEMA = "type NamedSchema<Name extends keyof components['schemas']> = components['schemas'][Name];\n\n";

/** `models.ts`: the contract's named schemas under names of their own. */
export function emitModels(model: ApiModel): string {
  if (model.schemas.length === 0) return `${MODULE_HEADER}\nexport {};\n`;
  const declarations = model.schemas.flatMap(({ typeName, writeTypeName, schema, form, description, deprecated }) => {
    const comment = docComment([
      ...(description === undefined ? [] : [commentLines(description)]),
      ...(deprecated ? ['@deprecated'] : []),
    ]);
    // An interface shows in an editor by its name, an alias by all that it stands for.
    const declare = (name: string, key: string, above: string): string =>
      form === 'interface'
        ? `${above}export interface ${name} extends NamedSchema<${quoteLiteral(key)}> {}\n`
        : `${above}export type ${name} = components['schemas'][${quoteLiteral(key)}];\n`;
    const { key, writeKey } = schema;
    if (writeTypeName === undefined || writeKey === undefined) return [declare(typeName, key, comment)];
    const above = docComment([`What requests take as {@link ${typeName}}.`, ...(deprecated ? ['@deprecated'] : [])]);
    return [declare(typeName, key, comment), declare(writeTypeName, writeKey, above)];
  });
  const hasInterfaces = model.schemas.some(({ form }) => form === 'interface');
  return `${MODULE_HEADER}\n${importTypes(['components'], './schema.js')}
${hasInterfaces ? NAMED_SCHEMA : ''}${declarations.join('\n')}`;
}
