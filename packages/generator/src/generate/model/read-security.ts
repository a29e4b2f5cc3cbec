import type { SecurityScheme, SecuritySchemes } from '@influxkit/runtime';
import type { JsonObject } from '../../base/json.js';
import { type DocumentReader, text } from '../../contract/document/reader.js';

/** The contract's security schemes by name, as far as a client needs to know them. */
export function securitySchemes(reader: DocumentReader): SecuritySchemes {
  return Object.fromEntries(
    reader.components('securitySchemes').flatMap(([name, value]) => {
      const scheme = schemeOf(reader.object(value));
      // As a key in generated code it would be something else.
      return scheme && name !== '__proto__' ? [[name, scheme]] : [];
    }),
  );
}

function schemeOf(scheme: JsonObject | undefined): SecurityScheme | undefined {
  const [type, place, name] = [text(scheme?.['type']), text(scheme?.['in']), text(scheme?.['name'])];
  switch (type) {
    case 'apiKey':
      return name !== undefined && (place === 'header' || place === 'query' || place === 'cookie')
        ? { type, in: place, name }
        : undefined;
    case 'http':
      return { type, scheme: text(scheme?.['scheme']) ?? 'basic' };
    case 'oauth2':
    case 'openIdConnect':
    case 'mutualTLS':
      return { type };
    default:
      return undefined;
  }
}
