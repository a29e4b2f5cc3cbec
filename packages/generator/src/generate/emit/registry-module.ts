import { packRegistry } from '@influxkit/runtime';
import type { ApiModel } from '../model/build-model.js';
import { importTypes, MODULE_HEADER } from './module-text.js';
import { dataText, descriptorOf, packageName, SHARED_JSON, sharesJson } from './operations-module.js';

/**
 * `registry.ts`: all descriptors, packed, for clients with the whole resource tree. Those of `operations.ts` again:
 * a registry made of them would take twice the room in a bundle, for the names that hold them and for what they repeat.
 */
export function emitRegistry(model: ApiModel, runtimePackage: string): string {
  const descriptors = model.operations.map(descriptorOf);
  const hasJson = descriptors.some(sharesJson);
  const types = ['PackedDescriptor', ...(hasJson ? ['MediaTypes'] : [])];
  return `${MODULE_HEADER}
${importTypes(types, packageName(runtimePackage))}${hasJson ? SHARED_JSON : ''}
/** The descriptors of all operations, in the contract's order, packed: \`unpackRegistry\` of the runtime unpacks them. */
export const registry: readonly PackedDescriptor[] = [
${packRegistry(descriptors)
  .map((packed) => `  ${dataText(packed)},\n`)
  .join('')}];
`;
}
