import type { JsonObject } from '../../../base/json.js';
import type { LoadedContract } from '../../../contract/document/openapi.js';
import type { ApiModel } from '../../model/build-model.js';
import { MODULE_HEADER } from '../module-text.js';
import { loadCompiler } from './openapi-typescript.js';
import { schemaDocument } from './schema-document.js';
import { restoreKeys } from './schema-keys.js';
import { schemaStatements } from './statements.js';

/** `schema.ts`: the types of openapi-typescript, `paths`, `components` and `operations`. */
export function emitSchema(model: ApiModel, contract: LoadedContract): Promise<string> {
  return printSchema(schemaDocument(model, contract));
}

/** The module of a document that `schemaDocument` wrote, or of a part of it. */
async function printSchema(document: JsonObject): Promise<string> {
  const compiler = await loadCompiler();
  const code = compiler.astToString(schemaStatements(document, compiler));
  // A string literal may hold a line separator, yet tools that count lines disagree about it.
  return `${MODULE_HEADER}\n${restoreKeys(code).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}`;
}
