// Connections through a proxy that takes CONNECT.
import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { Socket } from 'node:net';

/** The address of the proxy for a server that the environment names; undefined for none. */
export const proxyFor = ({ protocol, hostname, port }: URL, env: NodeJS.ProcessEnv): string | undefined => {
  const read = (name: string): string => {
    try {
      return env[name] || env[name.toUpperCase()] || '';
    } catch {
      // Deno, to a process that may not read its environment.
      return '';
    }
  };
  const except = read('no_proxy')
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((each) => each !== '');
  const host = hostname.toLowerCase();
  const address = `${host}:${port || (protocol === 'https:' ? 443 : 80)}`;
  const isExcepted = except.some((each) => {
    const name = each.replace(/^\*?\./, '');
    return each === '*' || [host, address].some((own) => own === name || own.endsWith(`.${name}`));
  });
  return (!isExcepted && read(protocol === 'https:' ? 'https_proxy' : 'http_proxy')) || undefined;
};

/** A connection to a server through a proxy. The address of the proxy may hold a password and is never repeated. */
export const connectThrough = (proxy: string, { hostname, port, protocol }: URL): Promise<Socket> => {
  const address = `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
  const { username, password, ...via } = urlParts(proxy);
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  const send = via.protocol === 'https:' ? secureRequest : plainRequest;
  return new Promise((resolve, reject) => {
    const request = send({
      host: via.hostname,
      port: via.port || undefined,
      method: 'CONNECT',
      path: address,
      agent: false,
      headers: { host: address, ...(username === '' ? {} : { 'proxy-authorization': `Basic ${credentials}` }) },
    });
    request.once('error', reject);
    request.once('connect', ({ statusCode }, socket, head) => {
      request.off('error', reject);
      if (statusCode === 200) {
        // A server of HTTP/2 begins to speak at once.
        socket.unshift(head);
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(new Error(`the proxy responded with status ${statusCode} to CONNECT`));
    });
    request.end();
  });
};

const urlParts = (proxy: string): Pick<URL, 'protocol' | 'hostname' | 'port' | 'username' | 'password'> => {
  const { protocol, hostname, port, username, password } = new URL(proxy);
  // Brackets round an address of IPv6 belong to the URL alone.
  return { protocol, hostname: hostname.replace(/^\[|\]$/g, ''), port, username, password };
};

/** @throws TypeError for what is not the address of a proxy */
export const checkProxy = (proxy: string): string => {
  if (/^https?:/.test(proxy) && URL.canParse(proxy)) return proxy;
  throw new TypeError('proxy must be an http or https address, such as http://proxy.example:3128');
};
