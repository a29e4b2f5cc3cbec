import type { ServerTemplate } from '@influxkit/runtime';
import { diagnose } from '../../base/catalogue.js';
import { quote, type Report } from '../../base/diagnostics.js';
import { isObject, type JsonObject, own } from '../../base/json.js';
import type { LoadedContract } from '../../contract/document/openapi.js';
import { pointer } from '../../contract/document/pointer.js';
import { text } from '../../contract/document/reader.js';
import { defaultAddress, firstServer, serverAddress } from '../../contract/document/servers.js';

/** The address that the contract gives for its server, where it is a whole one. */
export function serverTemplate({ document }: Pick<LoadedContract, 'document'>): ServerTemplate | undefined {
  const server = firstServer(document.servers);
  const url = serverAddress(server);
  if (url === undefined || !isAddress(defaultAddress(server) ?? '')) return undefined;
  const named = own(server, 'variables');
  const variables = Object.fromEntries(
    Object.entries(isObject(named) ? named : {}).flatMap(([name, variable]) => {
      const preset = text(own(variable, 'default'));
      const values = own(variable, 'enum');
      if (preset === undefined || name === '__proto__' || !url.includes(`{${name}}`)) return [];
      const allowed = Array.isArray(values) ? values.filter((value) => typeof value === 'string') : [];
      // A default that is none of the values would be refused whenever it is used.
      const choices = allowed.length > 0 && { enum: [...new Set([preset, ...allowed])] };
      return [[name, { default: preset, ...choices }]];
    }),
  );
  return { url, ...(Object.keys(variables).length > 0 && { variables }) };
}

/**
 * What the contract puts before an operation's path: of the first server of the operation, or of its path, the path below
 * the client's base URL; or its whole address, where that is another server than the contract's. The document's own servers
 * are what `baseUrl` stands for, so they add nothing.
 */
export function serverPath(
  pathItem: JsonObject,
  operation: JsonObject,
  place: { readonly path: string; readonly pointer: string; readonly isInherited: boolean },
  contract: LoadedContract,
  report: Report,
): string | undefined {
  // An operation's empty list says that its path's servers are not meant for it.
  const server = firstServer(own(operation, 'servers') ?? own(pathItem, 'servers'));
  const url = defaultAddress(server);
  if (url === undefined) return undefined;
  const path = pathOf(url);
  const reportWith = (what: string): void => {
    const message = `${quote(place.path)} has a server of its own, ${quote(url)}: ${what}.`;
    const own_ = own(operation, 'servers') ? place.pointer : pointer('paths', place.path);
    report(diagnose('feature-unsupported', message, contract.locate(own_ + pointer('servers', 0))));
  };
  if (path === undefined) {
    reportWith('it is left out');
    return undefined;
  }
  if (!isAddress(url)) {
    const hasHost = /^([a-z][a-z0-9+.-]*:)?\/\//i.test(url);
    if (hasHost) reportWith('its calls go to the base URL of the client, with the path of that server');
    return path === '' ? undefined : path;
  }
  const { origin } = new URL(url);
  const below = pathBelow(origin + path, contract.document);
  if (below !== undefined) return below === '' ? undefined : below;
  if (place.isInherited)
    reportWith(
      'its calls go there without credentials, for the default security of the contract is meant for its own server; say `security` beside the operation, where they are meant for that server as well (an overlay can)',
    );
  return origin + path;
}

/** Whether an address is a whole one that can be sent to. */
const isAddress = (url: string): boolean =>
  /^https?:\/\//i.test(url) && URL.canParse(url) && pathOf(url) !== undefined && isPlain(new URL(url));

const isPlain = ({ username, password, search, hash, hostname }: URL): boolean =>
  username + password + search + hash === '' && !/[{}]|%7[bd]/i.test(hostname);

/** The path of an address below that of the contract's own server; undefined where it is not below it. */
function pathBelow(address: string, document: LoadedContract['document']): string | undefined {
  const url = defaultAddress(firstServer(document.servers)) ?? '';
  if (!isAddress(url)) return undefined;
  const base = new URL(url).origin + pathOf(url);
  if (address === base) return '';
  return address.startsWith(`${base}/`) ? address.slice(base.length) : undefined;
}

/** Path of an address without a slash at its end; undefined where it has none that can be sent. */
function pathOf(url: string): string | undefined {
  if (!URL.canParse(url, 'http://server.invalid/')) return undefined;
  const path = new URL(url, 'http://server.invalid/').pathname.replace(/\/+$/, '');
  return /[{}]|%7[bd]/i.test(path) ? undefined : path;
}
