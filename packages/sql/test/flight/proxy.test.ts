import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { createClient } from '@influxkit/runtime';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { noteCases } from '../../../../tests/tools/src/cases.js';
import { selfSignedCertificate } from '../../../../tests/tools/src/certificate.js';
import { replayFlight, startFakeFlight } from '../../../../tests/tools/src/influxdb3/fake-flight.js';
import { recordedFlight } from '../../../../tests/tools/src/influxdb3/recorded-flight.js';
import { listen } from '../../../../tests/tools/src/listen.js';
import { proxyFor } from '../../src/flight/proxy.js';
import { flightTransport } from '../../src/flight.js';
import { createSql } from '../../src/index.js';

/** A proxy that takes CONNECT, and what it was asked. */
const startProxy = async (status = 200) => {
  const asked: { target: string; authorization: string | undefined }[] = [];
  const server = createServer();
  server.on('connect', (request, socket) => {
    asked.push({ target: request.url ?? '', authorization: request.headers['proxy-authorization'] });
    if (status !== 200) {
      socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
      return;
    }
    const [host = '', port] = (request.url ?? '').split(':');
    const upstream = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    for (const each of [socket, upstream]) each.on('error', () => {});
  });
  return { asked, ...(await listen(server)) };
};

/** Reads on, and ends as soon as the client does. */
const endWithPeer = (socket: Duplex): void => {
  socket.on('error', () => {}).on('end', () => socket.end());
  socket.resume();
};

let cases = 0;
afterEach(() => {
  cases += 1;
});
afterAll(() => noteCases('proxies', 'calls of Flight by a proxy, and variables that name one', cases));

describe('a proxy', () => {
  test.each(['http', 'https'])('is asked to CONNECT to a server of %s', async (scheme) => {
    const tls = await selfSignedCertificate();
    const server = await startFakeFlight(
      (call) => replayFlight(call, recordedFlight('types')),
      scheme === 'https' ? { tls } : {},
    );
    const proxy = await startProxy();
    const api = createClient({ baseUrl: server.url, retry: false });
    const transport = flightTransport(api, {
      ca: tls.certificate,
      proxy: proxy.url.replace('://', '://us%40r:pass@'),
    });
    const rows = await createSql(api, { transport, retry: false }).toArray('x');
    expect(rows.length).toBeGreaterThan(2);
    const authorization = `Basic ${Buffer.from('us@r:pass').toString('base64')}`;
    expect(proxy.asked).toEqual([{ target: new URL(server.url).host, authorization }]);
    await transport.close();
    await server.stop();
    await proxy.stop();
  });

  test('that never responds is an error within the time to connect', async () => {
    const mute = createServer();
    mute.on('connect', (_, socket) => endWithPeer(socket));
    const proxy = await listen(mute);
    const api = createClient({ baseUrl: 'http://127.0.0.1:1', retry: false });
    const transport = flightTransport(api, { proxy: proxy.url, connectTimeout: 100 });
    const late = /the proxy did not respond to CONNECT within 100 ms/;
    await expect(transport.connect()).rejects.toThrow(late);
    await expect(createSql(api, { transport, retry: false }).toArray('x', { timeout: 0 })).rejects.toThrow(late);
    await transport.close();
    await proxy.stop();
  });

  test('that responds once the transport is closed gets no connection to hold', async () => {
    const slow = createServer();
    const asked = new Promise<Duplex>((resolve) => slow.once('connect', (_, socket) => resolve(socket)));
    const proxy = await listen(slow);
    const api = createClient({ baseUrl: 'http://127.0.0.1:1', retry: false });
    const transport = flightTransport(api, { proxy: proxy.url });
    const connecting = expect(transport.connect()).rejects.toThrow(/the transport was closed/);
    const socket = await asked;
    const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    endWithPeer(socket);
    await transport.close();
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    await connecting;
    await ended;
    await proxy.stop();
  });

  test('that refuses is an error without its address', async () => {
    const proxy = await startProxy(407);
    const api = createClient({ baseUrl: 'http://127.0.0.1:1', retry: false });
    const transport = flightTransport(api, { proxy: proxy.url.replace('://', '://user:secret@') });
    const error = await createSql(api, { transport, retry: false })
      .toArray('x')
      .catch((reason) => reason);
    expect(error).toMatchObject({
      name: 'ConnectionError',
      message: expect.stringMatching(/the proxy responded with status 407/),
    });
    expect(String(error.stack)).not.toMatch(/secret/);
    await transport.close();
    await proxy.stop();
  });

  test.each([
    ['https://db.example', { HTTPS_PROXY: 'http://p:1' }, 'http://p:1'],
    ['http://db.example', { HTTPS_PROXY: 'http://p:1' }, undefined],
    ['http://db.example', { http_proxy: 'http://p:2' }, 'http://p:2'],
    ['https://db.example', { https_proxy: 'http://p:1', no_proxy: 'other.example,.example' }, undefined],
    ['https://db.example', { https_proxy: 'http://p:1', NO_PROXY: 'db.example:443' }, undefined],
    ['https://db.example:8181', { https_proxy: 'http://p:1', NO_PROXY: 'db.example:443' }, 'http://p:1'],
    ['https://notdb.example', { https_proxy: 'http://p:1', NO_PROXY: 'db.example' }, 'http://p:1'],
    ['https://db.example', { https_proxy: 'http://p:1', NO_PROXY: '*' }, undefined],
    ['https://db.example', { https_proxy: 'proxy.example:3128' }, 'http://proxy.example:3128'],
  ])('%s with %j: %s', (url, env, expected) => {
    expect(proxyFor(new URL(url), env)).toBe(expected);
  });

  test('is none where the environment may not be read, as in Deno', () => {
    const locked = new Proxy(
      {},
      {
        get: () => {
          throw new Error('NotCapable');
        },
      },
    );
    expect(proxyFor(new URL('https://db.example'), locked)).toBeUndefined();
  });

  test('must have an address', () => {
    const api = createClient({ baseUrl: 'http://127.0.0.1:1' });
    expect(() => flightTransport(api, { proxy: 'proxy.example:3128' })).toThrow(TypeError);
    expect(() => flightTransport(api, { maxMessageBytes: 0 })).toThrow(RangeError);
  });
});
