// Interoperation with the server of @grpc/grpc-js: another implementation of gRPC than ours and pyarrow's.
import { Metadata, Server, ServerCredentials, type ServerWritableStream, status } from '@grpc/grpc-js';
import { createClient } from '@influxkit/runtime';
import { describe, expect, test } from 'vitest';
import { selfSignedCertificate } from '../../../../tests/tools/src/certificate.js';
import { doGetMethod, flightData } from '../../../../tests/tools/src/influxdb3/flight-bytes.js';
import { recordedFlight } from '../../../../tests/tools/src/influxdb3/recorded-flight.js';
import { type FlightOptions, flightTransport, type QueryFigures } from '../../src/flight.js';
import { createSql, SqlError } from '../../src/index.js';

type Call = ServerWritableStream<Buffer, Buffer>;

const { messages } = recordedFlight('types');

const setUp = async (
  doGet: (call: Call) => void | Promise<void>,
  { credentials = ServerCredentials.createInsecure(), scheme = 'http', flight = {} as FlightOptions } = {},
) => {
  const server = new Server({ 'grpc.max_send_message_length': -1 });
  server.addService({ doGet: doGetMethod }, { doGet });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  const api = createClient({ baseUrl: `${scheme}://localhost:${port}`, retry: false });
  const transport = flightTransport(api, flight);
  return {
    db: createSql(api, { database: 'd', transport, retry: false }),
    [Symbol.asyncDispose]: async () => {
      await transport.close();
      server.forceShutdown();
    },
  };
};

const sendAll = (call: Call): void => {
  for (const message of messages) call.write(flightData(message));
  call.end();
};

describe('the server of @grpc/grpc-js', () => {
  test('sends rows', async () => {
    await using made = await setUp(sendAll);
    const rows = await made.db.toArray('x');
    expect(rows.length).toBeGreaterThan(2);
    expect(rows[0]).toMatchObject({ i: 9007199254740993n, time: 1700000000000000001n });
  });

  test('sends a status, before and after data, with a message of any characters', async () => {
    await using made = await setUp((call) => {
      if (call.request.toString().includes('late')) call.write(flightData(messages[0] as never));
      call.emit('error', { code: status.INVALID_ARGUMENT, details: 'wrong: 100% ✓\n"x"' });
    });
    for (const query of ['early', 'late']) {
      const error = await made.db.toArray(query).catch((reason) => reason);
      expect(error).toBeInstanceOf(SqlError);
      expect(error.message).toBe('wrong: 100% ✓\n"x"');
    }
  });

  test('sends figures as trailers', async () => {
    const seen: QueryFigures[] = [];
    await using made = await setUp(
      (call) => {
        for (const message of messages) call.write(flightData(message));
        const trailers = new Metadata();
        trailers.set('x-influxdata-planning-duration-seconds', '0.125');
        call.end(trailers);
      },
      { flight: { onFigures: (figures) => seen.push(figures) } },
    );
    await made.db.toArray('x');
    expect(seen).toEqual([{ 'planning-duration-seconds': 0.125 }]);
  });

  test('knows the deadline, the headers and the end of a query that is left', async () => {
    let deadline: unknown;
    let header: unknown;
    let isCancelled = false;
    await using made = await setUp(
      async (call) => {
        deadline = call.getDeadline();
        header = call.metadata.get('x-mine')[0];
        call.on('cancelled', () => {
          isCancelled = true;
        });
        for (const message of messages) call.write(flightData(message));
      },
      { flight: { deadline: 60_000 } },
    );
    for await (const _ of made.db.rows('x', { headers: { 'X-Mine': 'yes' } })) break;
    await expect.poll(() => isCancelled).toBe(true);
    expect(Number(deadline)).toBeGreaterThan(Date.now());
    expect(header).toBe('yes');
  });

  test('sends more than the windows hold', async () => {
    const [schema, batch] = messages as [(typeof messages)[0], (typeof messages)[0]];
    const times = 400;
    await using made = await setUp(async (call) => {
      call.write(flightData(schema));
      // 100,000 bytes in the field for what an application has to say.
      const filler = Buffer.concat([Uint8Array.of(0x1a, 0xa0, 0x8d, 0x06), new Uint8Array(100_000)]);
      for (let at = 0; at < times; at += 1) {
        call.write(filler);
        if (!call.write(flightData(batch))) await new Promise((resolve) => call.once('drain', resolve));
      }
      call.end();
    });
    let batches = 0;
    for await (const _ of made.db.rows('x').batches()) batches += 1;
    expect(batches).toBe(times);
  });

  test('over TLS, with certificates of both sides', async () => {
    const { certificate, privateKey } = await selfSignedCertificate();
    const pair = [{ cert_chain: Buffer.from(certificate), private_key: Buffer.from(privateKey) }];
    const credentials = ServerCredentials.createSsl(Buffer.from(certificate), pair, true);
    const scheme = 'https';
    await using made = await setUp(sendAll, {
      credentials,
      scheme,
      flight: { ca: certificate, cert: certificate, key: privateKey },
    });
    expect((await made.db.toArray('x')).length).toBeGreaterThan(2);
    await using without = await setUp(sendAll, { credentials, scheme });
    await expect(without.db.toArray('x')).rejects.toMatchObject({ name: 'ConnectionError' });
    await using unnamed = await setUp(sendAll, { credentials, scheme, flight: { ca: certificate } });
    await expect(unnamed.db.toArray('x')).rejects.toMatchObject({ name: 'ConnectionError' });
  });
});
