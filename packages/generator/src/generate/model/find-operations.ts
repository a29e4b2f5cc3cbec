import type { HttpMethod } from '@influxkit/runtime';
import { own } from '../../base/json.js';
import { type DocumentOperation, type DocumentReader, text } from '../../contract/document/reader.js';
import { pascalCase } from './words.js';

/**
 * An id for an operation that has none: `GET /pets/{petId}/toys` → `getPetsToysByPetId`. From method and path alone, so
 * that it does not change when other operations come or go.
 */
export function derivedOperationId(method: HttpMethod, path: string): string {
  const fixed: string[] = [];
  const parameters: string[] = [];
  for (const [, parameter, segment] of path.matchAll(/\{([^{}]*)\}|([^/{}]+)/g)) {
    if (parameter !== undefined) parameters.push(pascalCase(parameter));
    else if (segment !== undefined) fixed.push(pascalCase(segment));
  }
  const by = parameters.length > 0 ? `By${parameters.join('And')}` : '';
  return `${method.toLowerCase()}${fixed.join('') || (by === '' ? 'Root' : '')}${by}`;
}

/** An operation of the document, before anything is known of it but where it is. */
export interface FoundOperation extends DocumentOperation {
  readonly id: string;
}

/** All operations of a document, in its order. An id that the contract has is never given to another operation. */
export function findOperations(reader: DocumentReader): FoundOperation[] {
  const operations = reader.operations();
  const taken = new Set(operations.flatMap(({ operation }) => text(own(operation, 'operationId')) ?? []));
  const free = (id: string): string => {
    let derived = id;
    for (let number = 2; taken.has(derived); number += 1) derived = `${id}${number}`;
    taken.add(derived);
    return derived;
  };
  return operations.map((found) => ({
    ...found,
    id: text(own(found.operation, 'operationId')) ?? free(derivedOperationId(found.method, found.path)),
  }));
}
