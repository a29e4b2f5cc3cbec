import { packRows } from '@influxkit/runtime';
import type { ApiModel } from '../model/index.js';
import { importTypes, MODULE_HEADER } from './modules.js';
import { dataText, packageName, rowOf, SHARED_JSON, sharesJson } from './rows.js';

/**
 * `table.ts`: all rows in one packed table, for clients with the whole resource tree. The rows of `operations.ts` again:
 * a table made of those would take twice the room in a bundle, for the names that hold them and for what they repeat.
 */
export function emitTable(model: ApiModel, runtimePackage: string): string {
  const rows = model.operations.map(rowOf);
  const hasJson = rows.some(sharesJson);
  const types = ['PackedRow', ...(hasJson ? ['MediaTypes'] : [])];
  return `${MODULE_HEADER}
${importTypes(types, packageName(runtimePackage))}${hasJson ? SHARED_JSON : ''}
/** The operation table, in the contract's order, packed: \`unpackRows\` of the runtime gives its rows. */
export const operationTable: readonly PackedRow[] = [
${packRows(rows)
  .map((row) => `  ${dataText(row)},\n`)
  .join('')}];
`;
}
