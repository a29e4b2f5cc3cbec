import type { OpenAPI3 } from 'openapi-typescript';
import { componentOf } from '../../../contract/document/reader.js';

/** What openapi-typescript's search for discriminators finds: schemas that have one, or inherit one, by reference. */
interface Found {
  readonly objects: Record<string, unknown>;
}

interface Part {
  readonly $ref?: string;
}

/**
 * Leaves the discriminators that are inherited, and drops those of unions. To openapi-typescript each schema that is
 * composed of one with a discriminator is a subtype with its own name as the value. That is so where the base is a type
 * with properties; but a composition that takes in a union (`allOf: [oneOf …]`) is still any of the union's members,
 * which have their values already, and a value of its own would fit none of them.
 */
export function withoutUnions<Discriminators extends Found>(schema: OpenAPI3, found: Discriminators): Discriminators {
  const schemas = schema.components?.schemas ?? {};
  const dropped = new Set<string>();
  // What inherits from a dropped one is dropped as well, in whichever order they stand.
  for (let before = -1; before < dropped.size; ) {
    before = dropped.size;
    for (const reference of Object.keys(found.objects)) {
      const name = componentOf(reference)?.name;
      const node = name !== undefined && Object.hasOwn(schemas, name) ? (schemas[name] as object) : undefined;
      if (node === undefined) continue;
      const inherits = !('discriminator' in node) && 'allOf' in node ? (node.allOf as readonly Part[]) : [];
      if ('oneOf' in node || 'anyOf' in node || inherits.some(({ $ref }) => $ref !== undefined && dropped.has($ref))) {
        dropped.add(reference);
      }
    }
  }
  for (const reference of dropped) delete found.objects[reference];
  return found;
}
