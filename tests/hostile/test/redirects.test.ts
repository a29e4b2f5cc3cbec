import { createServer as createTls } from 'node:https';
import { createOssV2 } from '@influxkit/oss-v2';
import { ApiError, CallError } from '@influxkit/runtime';
import { selfSignedCertificate } from '@influxkit/test-tools';
import { noteCases } from '@influxkit/test-tools/cases';
import { every } from '@influxkit/test-tools/scope';
import { Agent, fetch as undiciFetch } from 'undici';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { everyProof, secretsIn } from '../src/secrets.js';
import { httpServer, started } from '../src/server.js';
import { TRANSPORTS } from '../src/transports.js';
import { USES } from '../src/uses.js';

let cases = 0;
afterAll(() => noteCases('redirects', 'statuses, addresses and uses, on every transport', cases));

/** A fetch that trusts a certificate. */
function trusting(ca: string): typeof fetch {
  const dispatcher = new Agent({ connect: { ca } });
  onTestFinished(() => dispatcher.close());
  return ((address: string, init: object) => undiciFetch(address, { ...init, dispatcher })) as never;
}

const STATUSES = [300, 301, 302, 303, 304, 305, 306, 307, 308];

describe.each(TRANSPORTS)('on %s', (_, open) => {
  test.each(every(3, STATUSES))('%i: nobody but the server itself ever sees a request', async (status) => {
    let strangers = 0;
    const other = await httpServer((_, response) => {
      strangers++;
      response.end('{}');
    });
    const { port } = new URL(other);
    const targets = [
      `${other}/api/v2/buckets`,
      `//127.0.0.1:${port}/api/v2/buckets`,
      `http://localhost:${port}/`,
      `http://me:pw@127.0.0.1:${port}/`,
      `\\\\127.0.0.1:${port}\\`,
      `/\\127.0.0.1:${port}/`,
      `http:\\\\127.0.0.1:${port}`,
      'file:///etc/passwd',
      'data:application/json,{}',
      'javascript:alert(1)',
      'http://',
      '',
    ];
    for (const location of targets) {
      const url = await httpServer((_, response) => response.writeHead(status, { location }).end());
      const api = createOssV2({
        baseUrl: url,
        transport: open(),
        auth: everyProof('Token'),
        retry: false,
        timeout: 0,
      });
      for (const [use, send] of Object.entries(USES)) {
        cases++;
        const outcome = await Promise.resolve(send(api, new AbortController().signal)).then(
          (value) => value,
          (error: unknown) => error,
        );
        if (outcome instanceof Error) {
          expect(
            outcome instanceof CallError || /FluxError|InfluxQLError/.test(outcome.name),
            `${use}: ${outcome}`,
          ).toBe(true);
        } else expect(['raw', 'http', 'request', 'request with a body']).toContain(use);
        // A Response of the platform knows its address; an error of ours knows none.
        if (outcome instanceof Error) expect(secretsIn(outcome)).toEqual([]);
      }
    }
    expect(strangers).toBe(0);
  });

  test.each([301, 302, 303, 307, 308])('%i: a body goes nowhere else, not even within the server', async (status) => {
    const paths: string[] = [];
    const url = await httpServer((request, response) => {
      paths.push(`${request.method} ${request.url}`);
      response.writeHead(status, { location: '/elsewhere' }).end();
    });
    const api = createOssV2({ baseUrl: url, transport: open(), retry: false });
    for (const send of [
      () => api.write('m f=1', { query: { org: 'o', bucket: 'b' } }),
      () => api.buckets.create({ name: 'n', orgID: 'o', retentionRules: [] }),
      () => api.buckets.delete('1'),
      () => api.buckets.update('1', {}),
    ]) {
      cases++;
      await expect(Promise.resolve(send())).rejects.toMatchObject({ name: 'ApiError', status });
    }
    expect(paths.filter((path) => path.includes('elsewhere'))).toEqual([]);
    expect(paths).toHaveLength(4);
  });

  test.each([301, 302, 307, 308])('%i: a cycle of redirects ends', async (status) => {
    let asked = 0;
    const url = await httpServer((request, response) => {
      asked++;
      response.writeHead(status, { location: `${request.url}x` }).end();
    });
    cases++;
    const api = createOssV2({ baseUrl: url, transport: open(), retry: false });
    await expect(Promise.resolve(api.buckets.get('1'))).rejects.toBeInstanceOf(ApiError);
    expect(asked).toBe(6);
  });

  test.each(every(3, STATUSES))('%i: nothing that was sent with TLS is sent again without', async (status) => {
    let plain = 0;
    const open80 = await httpServer((_, response) => {
      plain++;
      response.end('{}');
    });
    const { certificate, privateKey } = await selfSignedCertificate();
    const tls = await started(
      createTls({ cert: certificate, key: privateKey }, (_, response) =>
        response.writeHead(status, { location: `${open80}/api/v2/buckets` }).end(),
      ),
      'https',
    );
    cases++;
    const api = createOssV2({
      baseUrl: tls,
      transport: open({ ca: certificate }),
      // The platform's own fetch cannot be made to trust a certificate; undici's is the same code and can.
      fetch: trusting(certificate),
      auth: everyProof('Token'),
      retry: false,
    });
    const error = await Promise.resolve(api.buckets.list()).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'ApiError', status });
    expect(secretsIn(error)).toEqual([]);
    expect(plain).toBe(0);
  });
});
