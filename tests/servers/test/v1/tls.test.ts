import { createOssV2 } from '@influxkit/oss-v2';
import { ConnectionError } from '@influxkit/runtime';
import { type NodeTransport, nodeTransport } from '@influxkit/runtime/node';
import { type Influxd, requireServer, selfSignedCertificate, startInfluxd } from '@influxkit/test-tools';
import { createWriter } from '@influxkit/write';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';

describe.skipIf(!requireServer('influxd'))('a server with a self-signed certificate', () => {
  let server: Influxd;
  beforeAll(async () => {
    server = await startInfluxd({ tls: true });
    await server.query('CREATE DATABASE d');
  });
  afterAll(() => server.stop());

  /** A client whose connections go with the test. */
  const connect = (transport?: NodeTransport): ReturnType<typeof createOssV2> => {
    if (transport !== undefined) onTestFinished(() => transport.close());
    return createOssV2({ baseUrl: server.url, retry: false, ...(transport === undefined ? {} : { transport }) });
  };

  test('is not trusted by fetch', async () => {
    await expect(connect().ping()).rejects.toBeInstanceOf(ConnectionError);
  });

  test('is not trusted by nodeTransport without its certificate', async () => {
    const error = await connect(nodeTransport())
      .ping()
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  });

  test('is not trusted with the certificate of another', async () => {
    const { certificate } = await selfSignedCertificate();
    await expect(connect(nodeTransport({ ca: certificate })).ping()).rejects.toBeInstanceOf(ConnectionError);
  });

  test('is trusted with its certificate as ca: calls, writer and query work', async () => {
    const { ca } = server;
    if (ca === undefined) throw new Error('The server has no certificate.');
    const api = connect(nodeTransport({ ca }));
    expect((await api.ping().withResponse()).status).toBe(204);
    const writer = createWriter(api, { db: 'd', precision: 's' });
    writer.write({ measurement: 'm', fields: { v: 1 }, timestamp: 1_700_000_000 });
    expect((await writer.close()).stats).toMatchObject({ written: 1 });
    const { results } = await api.v1.query({ db: 'd', q: 'SELECT v FROM m', epoch: 's' });
    expect(results?.[0]?.series?.[0]?.values).toEqual([[1_700_000_000, 1]]);
  });

  test('is trusted without any check where rejectUnauthorized is false', async () => {
    const api = connect(nodeTransport({ rejectUnauthorized: false }));
    expect((await api.ping().withResponse()).status).toBe(204);
  });
});
