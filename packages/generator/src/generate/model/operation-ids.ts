import type { HttpMethod } from '@influxkit/runtime';
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
