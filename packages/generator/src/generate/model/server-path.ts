import { diagnose } from '../../base/catalogue.js';
import { quote, type Report } from '../../base/diagnostics.js';
import { isObject, type JsonObject, type JsonValue, own } from '../../base/json.js';
import type { LoadedContract } from '../../contract/document/openapi.js';
import { pointer } from '../../contract/document/pointer.js';
import { text } from '../../contract/document/reader.js';

/**
 * The path that the contract puts between a client's base URL and an operation's path: that of the first server of the
 * operation, or of its path. The document's own servers are what `baseUrl` stands for, so they add nothing.
 */
export function serverPath(
  pathItem: JsonObject,
  operation: JsonObject,
  place: { readonly path: string; readonly pointer: string },
  contract: LoadedContract,
  report: Report,
): string | undefined {
  // An operation's empty list says that its path's servers are not meant for it.
  const list = own(operation, 'servers') ?? own(pathItem, 'servers');
  const server = Array.isArray(list) ? list[0] : undefined;
  const template = text(own(server, 'url'));
  if (template === undefined) return undefined;
  const url = withDefaults(template, own(server, 'variables'));
  const isElsewhere = /^([a-z][a-z0-9+.-]*:)?\/\//i.test(url);
  const path = pathOf(url);
  if (path === undefined || isElsewhere) {
    const what =
      path === undefined
        ? 'it is left out'
        : 'its calls go to the base URL of the client, with the path of that server';
    const message = `${quote(place.path)} has a server of its own, ${quote(url)}: ${what}.`;
    const own_ = own(operation, 'servers') ? place.pointer : pointer('paths', place.path);
    report(diagnose('feature-unsupported', message, contract.locate(own_ + pointer('servers', 0))));
  }
  return path === '' ? undefined : path;
}

function withDefaults(template: string, variables: JsonValue | undefined): string {
  return template.replace(/\{([^{}]*)\}/g, (whole, name: string) => {
    const variable = own(variables, name);
    return text(isObject(variable) ? own(variable, 'default') : undefined) ?? whole;
  });
}

/** Path of an address without a slash at its end; undefined where it has none that can be sent. */
function pathOf(url: string): string | undefined {
  if (!URL.canParse(url, 'http://server.invalid/')) return undefined;
  const path = new URL(url, 'http://server.invalid/').pathname.replace(/\/+$/, '');
  return /[{}]|%7[bd]/i.test(path) ? undefined : path;
}
