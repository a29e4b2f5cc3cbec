import { canonical, type JsonValue } from '../../../base/json.js';
import { defaultAddress, firstServer } from '../../../contract/document/servers.js';
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
  const [was, is] = [parts(old), parts(now)];
  if (was.path !== is.path) {
    report.find(
      'server-changed',
      'none',
      at,
      `requests go below ${code(is.path || '/')}, it was ${code(was.path || '/')}`,
    );
  } else if (was.host !== '' && is.host !== '' && was.host !== is.host) {
    report.find('server-host-changed', 'none', at, `the host is ${code(is.host)}, it was ${code(was.host)}`);
  } else report.find('server-described', 'none', at, 'the servers are described in another way');
}

/**
 * The host of the first server, and the path that it puts before the paths of the contract. The path is part of every
 * call; the host is used where a caller gives none.
 */
function parts(servers: JsonValue | undefined): { readonly host: string; readonly path: string } {
  const url = defaultAddress(firstServer(servers)) ?? '';
  const host = /^(?:[a-z][a-z\d+.-]*:)?\/\/[^/]*/i.exec(url)?.[0] ?? '';
  return { host, path: url.slice(host.length).replace(/\/+$/, '') };
}
