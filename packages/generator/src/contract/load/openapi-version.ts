import { kindOf } from '@influxkit/internal/message';
import { quote } from '../../base/diagnostics.js';
import { isObject, own } from '../../base/json.js';
import type { Problems } from './problems.js';
import type { Source } from './source-store.js';

/** The version of OpenAPI that a root document is written in; undefined after telling that it is none that is understood. */
export function openApiVersion(root: Source, problems: Problems): '3.0' | '3.1' | undefined {
  if (!isObject(root.value)) {
    problems.add('structure-kind', `The document is ${kindOf(root.value)}, not an OpenAPI document`, root, []);
    return undefined;
  }
  const version = own(root.value, 'openapi');
  // YAML reads `openapi: 3.1` as a number.
  const text = typeof version === 'number' ? String(version) : version;
  const known = typeof text === 'string' ? /^3\.([01])(\.\d+)?(-[\w.]+)?$/.exec(text) : null;
  if (known) return known[1] === '0' ? '3.0' : '3.1';
  if (version !== undefined) {
    const shown = typeof text === 'string' ? quote(text) : kindOf(version);
    problems.add('openapi-version', `The document says openapi: ${shown}`, root, ['openapi']);
  } else if (own(root.value, 'swagger') !== undefined) {
    problems.add(
      'openapi-version',
      'The document is Swagger 2.0, which is not read',
      root,
      ['swagger'],
      'Convert it to OpenAPI 3 first, for example with `npx swagger2openapi`.',
    );
  } else {
    problems.add('openapi-version', 'The document has no "openapi" with its version', root, []);
  }
  return undefined;
}
