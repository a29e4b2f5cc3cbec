import {
  type ClientHttp2Session,
  connect,
  type OutgoingHttpHeaders,
  type SecureClientSessionOptions,
} from 'node:http2';
import { connect as connectTls } from 'node:tls';
import { raceAbort } from '@influxkit/internal/abort';
import { startTimer, withDeadline } from '@influxkit/internal/timers';
import { type CallLimits, GrpcCall } from './grpc-call.js';
import { connectThrough, proxyFor } from './proxy.js';

/** How a connection is made. */
export interface ConnectionOptions {
  /**
   * Certificates to trust, PEM, instead of the well-known ones: for self-signed servers.
   *
   * @default the well-known ones
   */
  readonly ca?: string | Uint8Array | readonly (string | Uint8Array)[] | undefined;
  /**
   * This client's certificate, PEM.
   *
   * @default none
   */
  readonly cert?: string | Uint8Array | undefined;
  /**
   * The private key of `cert`, PEM.
   *
   * @default none
   */
  readonly key?: string | Uint8Array | undefined;
  /** The name that the server's certificate must have. @default the host of the client's `baseUrl` */
  readonly servername?: string | undefined;
  /** `false` trusts every certificate, and with it whoever sits in between: for trials alone. Prefer `ca`. @default true */
  readonly rejectUnauthorized?: boolean | undefined;
  /** Milliseconds to connect in, TLS included. @default 10,000 */
  readonly connectTimeout?: number | undefined;
  /**
   * Address of a proxy that takes CONNECT, or `false` for none.
   *
   * @default what `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` (in either case) say when a connection is made
   */
  readonly proxy?: string | false | undefined;
}

const CONNECT_TIMEOUT = 10_000;
/** Bytes that a server may send of one response before some are taken. HTTP/2's own 64 KiB wait for each round trip. */
const STREAM_WINDOW = 8 * 1024 * 1024;
/** As many bytes as HTTP/2 can say, for all responses of a session together. */
const SESSION_WINDOW = 2 ** 31 - 1;
/** Milliseconds of silence after which the server is asked whether it is there, while a response is awaited. */
const SILENCE = 20_000;
/** Milliseconds between two such questions: servers of gRPC take more for an attack. */
const BETWEEN_PINGS = 300_000;
/** Milliseconds that it may take to respond to one. */
const PING_TIMEOUT = 20_000;

/**
 * One connection to a server, kept and shared by all calls; made when it is first needed, and anew when it ends or the server
 * says that it will. Without a call it does not keep the process alive.
 */
export class Connection {
  readonly #url: URL;
  readonly #options: ConnectionOptions;
  #session: Promise<ClientHttp2Session> | undefined;
  /** Sessions that are there, with their calls. */
  readonly #calls: Map<ClientHttp2Session, Calls> = new Map();
  #isClosed = false;

  constructor(url: string, options: ConnectionOptions) {
    this.#url = new URL(url);
    this.#options = options;
  }

  /** Sends a message, and gives the call before its response has begun. */
  async call(
    path: string,
    headers: OutgoingHttpHeaders,
    message: Uint8Array,
    limits: CallLimits,
    signal: AbortSignal | undefined,
  ): Promise<GrpcCall> {
    for (;;) {
      if (this.#isClosed) throw new Error('the transport was closed');
      const session = await raceAbort(this.#connected(), signal);
      signal?.throwIfAborted();
      // It may have ended while it was waited for.
      if (session.closed || session.destroyed) continue;
      return this.#send(session, { ':method': 'POST', ':path': path, ...headers }, message, limits);
    }
  }

  /**
   * Connects, and waits for the server to say that it speaks HTTP/2.
   *
   * @throws the error of the connection
   */
  async connect(): Promise<void> {
    const session = await this.#connected();
    const { connectTimeout = CONNECT_TIMEOUT } = this.#options;
    const greeted = this.#calls.get(session)?.greeted ?? Promise.reject(new Error('the server closed the connection'));
    await withDeadline(greeted, connectTimeout, () => new Error(`no HTTP/2 within ${connectTimeout} ms`));
  }

  /** Ends the connection once its calls have ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#session = undefined;
    // A session that is ending already calls nothing back.
    const ending = [...this.#calls.keys()].map(
      (session) =>
        new Promise<void>((resolve) => {
          if (session.destroyed) return resolve();
          session.once('close', () => resolve());
          // The process must not end before it is closed.
          session.ref();
          session.close();
        }),
    );
    await Promise.all(ending);
  }

  #send(session: ClientHttp2Session, headers: OutgoingHttpHeaders, message: Uint8Array, limits: CallLimits): GrpcCall {
    const stream = session.request(headers);
    const calls = this.#calls.get(session);
    calls?.begin();
    stream.once('close', () => calls?.end());
    const call = new GrpcCall(stream, limits, () => calls?.heard());
    stream.end(message);
    return call;
  }

  #connected(): Promise<ClientHttp2Session> {
    if (this.#session === undefined) {
      const session = this.#connect();
      this.#session = session;
      session.catch(() => this.#forget(session));
    }
    return this.#session;
  }

  #forget(session: Promise<ClientHttp2Session>): void {
    if (this.#session === session) this.#session = undefined;
  }

  async #connect(): Promise<ClientHttp2Session> {
    const session = connect(this.#url.origin, await this.#sessionOptions());
    this.#calls.set(session, new Calls(session));
    const current = this.#session;
    const forget = (): void => {
      if (current !== undefined) this.#forget(current);
    };
    session.on('goaway', forget);
    session.on('close', () => {
      this.#calls.get(session)?.stop();
      this.#calls.delete(session);
      forget();
    });
    const { connectTimeout = CONNECT_TIMEOUT } = this.#options;
    return new Promise((resolve, reject) => {
      const late = `no connection to ${this.#url.origin} within ${connectTimeout} ms`;
      const cancelTimer = startTimer(() => session.destroy(new Error(late)), connectTimeout);
      session.on('error', (error) => {
        cancelTimer();
        reject(error);
      });
      session.on('close', () => reject(new Error(`${this.#url.origin} closed the connection`)));
      session.once('connect', () => {
        cancelTimer();
        session.unref();
        // A response that nobody takes at the moment must not hold the others; each is bounded by the window of its stream.
        // Bun takes the session's window for that of each stream, and would never ask the server to go on.
        if (!process.versions['bun']) session.setLocalWindowSize(SESSION_WINDOW);
        resolve(session);
      });
    });
  }

  async #sessionOptions(): Promise<SecureClientSessionOptions> {
    const { ca, cert, key, servername, rejectUnauthorized, proxy } = this.#options;
    const url = this.#url;
    const tls = {
      ...(ca !== undefined && { ca: ca as string }),
      ...(cert !== undefined && { cert: cert as string }),
      ...(key !== undefined && { key: key as string }),
      ...(servername !== undefined && { servername }),
      ...(rejectUnauthorized !== undefined && { rejectUnauthorized }),
    };
    const settings = { initialWindowSize: STREAM_WINDOW, enablePush: false };
    // What is not taken yet counts as well; the windows bound that.
    const options = { ...tls, settings, maxSessionMemory: 1024 };
    const via = proxy ?? proxyFor(url, process.env);
    if (!via) return options;
    const socket = await connectThrough(via, url);
    const createConnection = () =>
      url.protocol === 'https:'
        ? connectTls({ servername: url.hostname, ...tls, socket, ALPNProtocols: ['h2'] })
        : socket;
    return { ...options, createConnection };
  }
}

/**
 * The calls of a session. While there are any, a server that has long been silent is asked whether it is there, and the
 * session ends where it is not.
 */
class Calls {
  count = 0;
  /** Settles when the server has said that it speaks HTTP/2, or the session has ended. */
  readonly greeted: Promise<void>;
  readonly #session: ClientHttp2Session;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #overdue: ReturnType<typeof setTimeout> | undefined;
  /** Whether the server was asked since something came. */
  #hasAsked = false;

  constructor(session: ClientHttp2Session) {
    this.#session = session;
    this.greeted = new Promise((resolve, reject) => {
      session.once('remoteSettings', () => resolve());
      session.once('error', reject);
      session.once('close', () => reject(new Error('the server closed the connection')));
    });
    // Few wait for it.
    this.greeted.catch(() => {});
  }

  begin(): void {
    this.count += 1;
    if (this.count === 1) this.#wait(SILENCE);
    this.#session.ref();
  }

  end(): void {
    this.count -= 1;
    if (this.count > 0) return;
    this.stop();
    // One that is being closed holds the process until it is.
    if (!this.#session.closed) this.#session.unref();
  }

  /** Something came. */
  heard(): void {
    if (!this.#hasAsked) {
      this.#silence?.refresh();
      return;
    }
    this.#hasAsked = false;
    clearTimeout(this.#overdue);
    this.#wait(SILENCE);
  }

  stop(): void {
    clearTimeout(this.#silence);
    clearTimeout(this.#overdue);
    this.#hasAsked = false;
  }

  #wait(ms: number): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#ask(), ms);
  }

  #ask(): void {
    this.#hasAsked = true;
    this.#wait(BETWEEN_PINGS);
    const late = new Error(`the server did not respond to PING within ${PING_TIMEOUT} ms`);
    this.#overdue = setTimeout(() => this.#session.destroy(late), PING_TIMEOUT);
    this.#session.ping((error) => {
      // It is there, but has nothing to say yet.
      if (error === null) clearTimeout(this.#overdue);
    });
  }
}
