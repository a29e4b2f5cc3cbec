import { RequestError } from '../errors.js';
import type { Features, OperationDescriptor } from '../operation.js';
import type { Stringify } from '../value-shape.js';

/** A feature that an operation may do without. */
export const findFeature = <Name extends keyof Features>(
  name: Name,
  operation: Pick<OperationDescriptor, 'features'>,
  features: Features | undefined,
): Features[Name] | undefined => operation.features?.[name] ?? features?.[name];

/** What writes JSON; undefined where it is `JSON.stringify`. */
export const stringifyOf = (
  operation: Pick<OperationDescriptor, 'features'>,
  features: Features | undefined,
): Stringify | undefined => findFeature('formatTypes', operation, features)?.write;

/**
 * A feature that an operation needs: its descriptor brings it along, or the client has it.
 *
 * @throws RequestError where neither has
 */
export function featureOf<Name extends keyof Features>(
  name: Name,
  operation: OperationDescriptor,
  features: Features | undefined,
): NonNullable<Features[Name]> {
  const feature = findFeature(name, operation, features);
  if (!feature) throw new RequestError(operation.name, `its descriptor lacks \`features: { ${name} }\``);
  return feature;
}
