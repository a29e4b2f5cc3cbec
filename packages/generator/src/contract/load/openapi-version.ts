import { kindOf } from '@influxkit/internal/message';
import { quote } from '../../base/diagnostics.js';
import { isObject, own } from '../../base/json.js';
import { shownUrl } from '../../base/urls.js';
import type { OpenApiVersion } from '../document/openapi.js';
import type { Problems } from './problems.js';
import type { Source } from './source-store.js';

/** The version of OpenAPI that a root document is written in; undefined after telling that it is none that is understood. */
export function openApiVersion(root: Source, problems: Problems): OpenApiVersion | undefined {
  if (!isObject(root.value)) {
    problems.add('openapi-version', `The document is ${kindOf(root.value)}, not an OpenAPI document`, root, []);
    return undefined;
  }
  const version = own(root.value, 'openapi');
  // YAML reads `openapi: 3.1` as a number, and `3.0` as 3.
  const text = typeof version === 'number' ? version.toFixed(1) : version;
  const known = typeof text === 'string' ? /^3\.([012])(\.\d+)?(-[\w.]+)?$/.exec(text) : null;
  if (known) {
    if (typeof version === 'number') {
      const message = `"openapi" is a number where a string belongs; it is taken as ${quote(text as string)}`;
      problems.add('structure-scalar', message, root, ['openapi']);
    }
    return `3.${known[1]}` as OpenApiVersion;
  }
  if (version !== undefined) {
    const shown = typeof text === 'string' ? quote(text) : kindOf(version);
    problems.add('openapi-version', `The document says openapi: ${shown}`, root, ['openapi']);
  } else if (own(root.value, 'swagger') !== undefined) {
    problems.add(
      'openapi-version',
      'The document is Swagger 2.0, which is not read',
      root,
      ['swagger'],
      `Convert it first: \`npx swagger2openapi --patch --outfile openapi.json ${shownUrl(root.address).split(/[/\\]/).at(-1) ?? ''}\`, and generate from openapi.json.`,
    );
  } else {
    problems.add('openapi-version', 'The document has no "openapi" with its version', root, []);
  }
  return undefined;
}
