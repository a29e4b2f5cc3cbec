import { diagnose } from '../../base/catalogue.js';
import { quote } from '../../base/diagnostics.js';
import { pathParameterNames } from '../../contract/document/reader.js';
import type { BoundModel } from './api-model.js';
import type { FoundOperation } from './find-operations.js';
import { argumentName, NameScope } from './names.js';
import type { OperationsContext } from './read-operations.js';
import { camelCase } from './words.js';

/** What `ClientOptions` of the runtime has: an option that stands for a parameter is called otherwise. */
const CLIENT_OPTIONS =
  'auth baseUrl fetch headers maxAnswerSize maxResponseSize middleware retry serverVariables timeout transport'.split(
    ' ',
  );

/** The parameters that the configuration binds, with the options that they become. One that no operation takes is reported. */
export function boundParameters(found: readonly FoundOperation[], context: OperationsContext): BoundModel[] {
  const { bind } = context.config;
  if (!bind) return [];
  const scope = new NameScope(CLIENT_OPTIONS);
  const headers = headerParameters(found, context);
  const inPaths = new Set(found.flatMap(({ path }) => pathParameterNames(path)));
  const option = (name: string): string => scope.claim(argumentName(camelCase(name)), 'Value');
  const report = (name: string, place: string): void => {
    const message = `\`bind\` of product ${quote(context.config.name)} speaks of ${quote(name)}, which is no ${place} parameter of any operation.`;
    const fix = 'Correct the name of the parameter in the configuration, or remove the entry.';
    context.report(diagnose('config-unknown-operation', message, undefined, fix));
  };
  const bound: BoundModel[] = [];
  for (const name of bind.path ?? []) {
    if (inPaths.has(name)) bound.push({ in: 'path', name, option: option(name), required: true });
    else report(name, 'path');
  }
  for (const name of bind.headers ?? []) {
    const required = headers.get(name.toLowerCase());
    if (required !== undefined) bound.push({ in: 'header', name, option: option(name), required });
    else report(name, 'header');
  }
  return bound;
}

/** All header parameters in lower case, and whether some operation requires them. */
function headerParameters(found: readonly FoundOperation[], { reader }: OperationsContext): Map<string, boolean> {
  const headers = new Map<string, boolean>();
  for (const operation of found) {
    for (const { in: place, name, value } of reader.parameters(operation).values()) {
      if (place !== 'header') continue;
      const lower = name.toLowerCase();
      headers.set(lower, headers.get(lower) === true || value['required'] === true);
    }
  }
  return headers;
}
