// Connections through a proxy that takes CONNECT.
import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { Socket } from 'node:net';
import { proxyEnvironment } from '@influxkit/internal/proxy';
import { startTimer } from '@influxkit/internal/timers';

/**
 * The address of the proxy for a server that the environment names; undefined for none.
 *
 * @throws TypeError for what is not the address of a proxy
 */
export const proxyFor = ({ protocol, hostname, port }: URL, env: NodeJS.ProcessEnv): string | undefined => {
  const { httpProxy, httpsProxy, noProxy } = proxyEnvironment(env);
  const except = noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((each) => each !== '');
  const host = hostname.toLowerCase();
  const address = `${host}:${port || (protocol === 'https:' ? 443 : 80)}`;
  const isExcepted = except.some((each) => {
    const name = each.replace(/^\*?\./, '');
    return each === '*' || [host, address].some((own) => own === name || own.endsWith(`.${name}`));
  });
  if (isExcepted) return undefined;
  return protocol === 'https:' ? httpsProxy : httpProxy;
};

/**
 * A connection to a server through a proxy. The address of the proxy may hold a password and is never repeated.
 *
 * @param timeout milliseconds in which the proxy must respond
 */
export const connectThrough = (proxy: string, { hostname, port, protocol }: URL, timeout: number): Promise<Socket> => {
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
    const late = `the proxy did not respond to CONNECT within ${timeout} ms`;
    const cancelTimer = startTimer(() => request.destroy(new Error(late)), timeout);
    request.once('close', cancelTimer);
    request.once('error', reject);
    request.once('connect', ({ statusCode }, socket, head) => {
      cancelTimer();
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
