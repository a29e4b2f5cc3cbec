// A server of Arrow Flight on HTTP/2 that does what a test says, faults included.
import {
  createSecureServer,
  createServer,
  type Http2Server,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import { connect, createServer as createTcpServer, type Socket } from 'node:net';
import type { Certificate } from '../certificate.js';
import { flightData, ticketText } from './flight-bytes.js';
import type { FlightMessage, RecordedFlight } from './recorded-flight.js';

/** A query as it arrived. */
export interface FlightCall {
  /** The ticket's text. */
  readonly ticket: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly stream: ServerHttp2Stream;
  /** Begins the response. */
  begin(headers?: Readonly<Record<string, string | number>>): void;
  /** Sends a message; resolves once the stream takes more. */
  send(message: FlightMessage): Promise<void>;
  /** Ends the response; as headers alone where it has not begun. */
  end(status?: number, message?: string, trailers?: Readonly<Record<string, string>>): void;
}

/** A server that runs. */
export interface FakeFlight extends AsyncDisposable {
  /** Its address, without a slash at the end. */
  readonly url: string;
  readonly calls: readonly FlightCall[];
  /** Forgets the calls. */
  forget(): void;
  /** Connections that were ever made. */
  readonly sessions: readonly ServerHttp2Session[];
  stop(): Promise<void>;
}

/** A message of gRPC with what stands before it. */
export const grpcMessage = (bytes: Uint8Array, flag = 0): Buffer => {
  const prefix = Buffer.alloc(5);
  prefix[0] = flag;
  prefix.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([prefix, bytes]);
};

const encoded = (text: string): string => encodeURIComponent(text).replaceAll('%20', ' ');

/** Starts a server on loopback; each query goes to the handler. */
export async function startFakeFlight(
  handle: (call: FlightCall) => void | Promise<void>,
  options: { readonly tls?: Certificate & { readonly clientCa?: string }; readonly settings?: object } = {},
): Promise<FakeFlight> {
  const { tls, settings = {} } = options;
  const server: Http2Server =
    tls === undefined
      ? createServer({ settings })
      : (createSecureServer({
          settings,
          cert: tls.certificate,
          key: tls.privateKey,
          ...(tls.clientCa === undefined ? {} : { requestCert: true, rejectUnauthorized: true, ca: tls.clientCa }),
        }) as unknown as Http2Server);
  const calls: FlightCall[] = [];
  const sessions: ServerHttp2Session[] = [];
  server.on('session', (session) => {
    sessions.push(session);
    session.on('error', () => {});
  });
  server.on('stream', async (stream, headers) => {
    stream.on('error', () => {});
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of stream) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    // What newer types of Node take for any stream of a session is one of a server's.
    const call = callOn(
      stream as ServerHttp2Stream,
      ticketText(Buffer.concat(chunks).subarray(5)),
      headers as Record<string, string>,
    );
    calls.push(call);
    await handle(call);
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });
  const stop = async (): Promise<void> => {
    for (const session of sessions) session.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  const url = `${tls === undefined ? 'http' : 'https'}://${tls === undefined ? '127.0.0.1' : 'localhost'}:${port}`;
  const forget = (): void => {
    calls.length = 0;
  };
  return { url, calls, forget, sessions, stop, [Symbol.asyncDispose]: stop };
}

const callOn = (stream: ServerHttp2Stream, ticket: string, headers: Record<string, string>): FlightCall => {
  let trailers: Record<string, string> = {};
  const begin: FlightCall['begin'] = (more = {}) => {
    if (stream.destroyed || stream.headersSent) return;
    stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...more }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers(trailers));
  };
  return {
    ticket,
    headers,
    stream,
    begin,
    send: async (message) => {
      begin();
      if (stream.destroyed || stream.write(grpcMessage(flightData(message)))) return;
      await new Promise<void>((resolve) => {
        stream.once('drain', resolve);
        stream.once('close', resolve);
      });
    },
    end: (status = 0, message = '', more = {}) => {
      trailers = {
        'grpc-status': String(status),
        ...(message === '' ? {} : { 'grpc-message': encoded(message) }),
        ...more,
      };
      if (stream.destroyed) return;
      if (stream.headersSent) stream.end();
      else stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...trailers }, { endStream: true });
    },
  };
};

/** Responds as a server did that was recorded. */
export const replayFlight = async (
  call: FlightCall,
  { headersOnly, responseHeaders, trailers, messages }: RecordedFlight,
) => {
  const {
    'grpc-status': status = '0',
    'grpc-message': message,
    ...others
  } = headersOnly ? responseHeaders : (trailers ?? {});
  void others;
  if (!headersOnly) call.begin();
  for (const each of messages) await call.send(each);
  call.end(Number(status), '', message === undefined ? {} : { 'grpc-message': message });
};

/** A connection in between, which ends with a number of frames of HTTP/2 from the server. */
export interface FrameProxy extends AsyncDisposable {
  readonly url: string;
  /** Frames that came from the server in the last connection. */
  readonly frames: number;
  /** Ends each connection after so many frames of the server; Infinity for none. */
  cutAfter(frames: number): void;
}

/** Starts a proxy before a server; it cuts connections at the ends of frames, and in the middle of the next one. */
export async function startFrameProxy(target: string): Promise<FrameProxy> {
  let limit = Number.POSITIVE_INFINITY;
  let frames = 0;
  const sockets = new Set<Socket>();
  const { hostname, port } = new URL(target);
  const server = createTcpServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream);
    frames = 0;
    let held = Buffer.alloc(0);
    upstream.on('data', (chunk: Buffer) => {
      held = Buffer.concat([held, chunk]);
      while (held.length >= 9 && held.length >= 9 + held.readUIntBE(0, 3)) {
        const size = 9 + held.readUIntBE(0, 3);
        if (frames >= limit) {
          // Half of the next frame, so that it breaks off in the middle.
          client.write(held.subarray(0, Math.floor(size / 2)), () => client.destroySoon());
          upstream.destroy();
          return;
        }
        client.write(held.subarray(0, size));
        held = held.subarray(size);
        frames += 1;
      }
    });
  });
  const own = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });
  return {
    url: `http://127.0.0.1:${own}`,
    get frames() {
      return frames;
    },
    cutAfter: (count) => {
      limit = count;
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
