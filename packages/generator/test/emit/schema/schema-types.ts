import { emitSchema } from '../../../src/generate/emit/schema/schema-module.js';
import { buildModel } from '../../../src/generate/model/build-model.js';
import { configOf, contractOf, documentOf } from '../../model/contract.js';

/** `schema.ts` of a document with these schemas. */
export function schemaModule(schemas: Record<string, unknown>, openapi = '3.1.0'): string {
  const contract = contractOf(documentOf({}, { openapi, components: { schemas } }));
  return emitSchema(buildModel(contract, configOf(), () => {}));
}

/** The types of named schemas in `schema.ts` by their keys, on one line each and without comments. */
export function schemaTypes(schemas: Record<string, unknown>, openapi?: string): Record<string, string> {
  const [, members = ''] = /\n {4}schemas: \{\n([\s\S]*?)\n {4}\};\n/.exec(schemaModule(schemas, openapi)) ?? [];
  // A member of `schemas` begins eight spaces in, and goes on until the next one does.
  const types = members.replaceAll(/ *\/\*\*[\s\S]*?\*\/\n/g, '').split(/\n(?= {8}[\w"$])/);
  return Object.fromEntries(
    types.map((member) => {
      const [, key = '', type = ''] = /^\s*(\S+): ([\s\S]*);$/.exec(member) ?? [];
      return [key.replaceAll('"', ''), type.replaceAll(/\s*\n\s*/g, ' ')];
    }),
  );
}
