import { canonical, isObject, type JsonObject, type JsonValue, own } from '../../../base/json.js';
import { code } from './compared-node.js';
import type { Report } from './traversal.js';

/** Compares servers: those of an operation or its path, or those of the whole contract. */
export function compareServers(
  report: Report,
  old: JsonValue | undefined,
  now: JsonValue | undefined,
  at: { readonly pointer: string },
): void {
  if (canonical(old) === canonical(now)) return;
  const [was, is] = [serverPath(old), serverPath(now)];
  if (was === is) {
    report.find('server-described', 'none', at, 'the servers are described in another way');
    return;
  }
  report.find('server-changed', 'none', at, `requests go below ${code(is || '/')}, it was ${code(was || '/')}`);
}

/**
 * The path that the first server puts before the paths of the contract. Its host is the caller's to choose: it is no
 * part of a call.
 */
function serverPath(servers: JsonValue | undefined): string {
  const first = Array.isArray(servers) ? servers[0] : undefined;
  if (!isObject(first)) return '';
  const url = filled(first);
  const path = url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/]*/i, '').replace(/^\/\/[^/]*/, '');
  return path.replace(/\/+$/, '');
}

function filled(server: JsonObject): string {
  const url = own(server, 'url');
  const variables = own(server, 'variables');
  if (typeof url !== 'string') return '';
  return url.replaceAll(/\{([^{}]*)\}/g, (whole, name: string) => {
    const variable = isObject(variables) ? own(variables, name) : undefined;
    const value = isObject(variable) ? own(variable, 'default') : undefined;
    return typeof value === 'string' ? value : whole;
  });
}
