import { packRegistry } from '@influxkit/runtime';
import type { ApiModel } from '../model/build-model.js';
import { dataText } from './data-text.js';
import { importTypes, MODULE_HEADER } from './module-text.js';
import { descriptorOf, importShapes, packageName, SHARED_JSON, sharesJson } from './operations-module.js';
import { shapesOf } from './values-module.js';

/**
 * `registry.ts`: all descriptors, packed, for clients with the whole resource tree. Those of `operations.ts` again:
 * a registry made of them would take twice the room in a bundle, for the names that hold them and for what they repeat.
 */
export function emitRegistry(model: ApiModel, runtimePackage: string): string {
  const shapes = shapesOf(model);
  const descriptors = model.operations.map((operation) => descriptorOf(operation, shapes));
  const hasJson = descriptors.some(sharesJson);
  const types = ['PackedDescriptor', ...(hasJson ? ['MediaTypes'] : [])];
  return `${MODULE_HEADER}
${importTypes(types, packageName(runtimePackage))}${importShapes(shapes)}${hasJson ? SHARED_JSON : ''}
/** The descriptors of all operations, in the contract's order, packed: \`unpackRegistry\` of the runtime unpacks them. */
export const registry: readonly PackedDescriptor[] = [
${packRegistry(descriptors)
  .map((packed) => `  ${dataText(packed)},\n`)
  .join('')}];
`;
}
