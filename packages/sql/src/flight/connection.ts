import {
  type ClientHttp2Session,
  connect,
  type OutgoingHttpHeaders,
  type SecureClientSessionOptions,
} from 'node:http2';
import { connect as connectTls } from 'node:tls';
import { raceAbort } from '@influxkit/internal/abort';
import { monotonicNow } from '@influxkit/internal/clock';
import { startTimer, withDeadline } from '@influxkit/internal/timers';
import { type CallLimits, type CallWatch, GrpcCall } from './grpc-call.js';
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
/** Milliseconds that a result may be left unread while the connection is to be closed. */
const LONGEST_UNREAD = 60_000;
/** Milliseconds between two looks at that. */
const BETWEEN_LOOKS = 1000;
/** Milliseconds in which a session may end by itself, once its queries have. */
const LONGEST_FAREWELL = 1000;

/** A query that a connection is kept for. */
export interface RunningQuery {
  /** Milliseconds for which nobody has asked for more of its result; 0 while somebody waits. */
  readonly unreadFor: number;
}

const closedError = (): TypeError => new TypeError('the transport was closed; make another one for further queries');

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
  /** Queries that have begun and not ended. */
  readonly #queries: Set<RunningQuery> = new Set();
  /** Told when the last of them ends. */
  #onIdle: (() => void) | undefined;
  #closing: Promise<void> | undefined;
  /** Whether no other query may begin. */
  #isClosing = false;
  /** Whether no other connection is made. */
  #isClosed = false;

  constructor(url: string, options: ConnectionOptions) {
    this.#url = new URL(url);
    this.#options = options;
  }

  /**
   * Notes a query that begins: until it ends, it is waited for when the connection is to be closed.
   *
   * @throws TypeError once `close()` was called
   */
  begin(query: RunningQuery): void {
    if (this.#isClosing) throw closedError();
    this.#queries.add(query);
  }

  /** Notes that a query has ended. */
  end(query: RunningQuery): void {
    this.#queries.delete(query);
    if (this.#queries.size === 0) this.#onIdle?.();
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
      if (this.#isClosed) throw closedError();
      const connected = this.#connected();
      const session = await raceAbort(connected, signal);
      signal?.throwIfAborted();
      // It may have ended; Node says so only once all that it had to send is given up.
      if (session.closed || session.destroyed) {
        this.#forget(connected);
        continue;
      }
      const calls = this.#calls.get(session) as Calls;
      // How many calls the server takes at a time it says when it greets: only the first one does not wait for that.
      if (calls.count > 0 && !calls.hasGreeted) {
        await raceAbort(calls.greeted, signal);
        continue;
      }
      return send(session, calls, { ':method': 'POST', ':path': path, ...headers }, message, limits);
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

  /** Ends the connection once its queries have ended. One whose result nobody reads on for a minute does not hold it. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    // Those that were asked for before it begin first.
    await new Promise((resolve) => setImmediate(resolve));
    this.#isClosing = true;
    await this.#idle();
    this.#isClosed = true;
    this.#session = undefined;
    await Promise.all([...this.#calls.keys()].map(finish));
  }

  /** Waits until no query runs whose result is read. */
  async #idle(): Promise<void> {
    const isHeld = (): boolean => [...this.#queries].some(({ unreadFor }) => unreadFor < LONGEST_UNREAD);
    if (!isHeld()) return;
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        if (!isHeld()) this.#onIdle?.();
      }, BETWEEN_LOOKS);
      this.#onIdle = () => {
        clearInterval(timer);
        resolve();
      };
    });
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
    const { connectTimeout = CONNECT_TIMEOUT } = this.#options;
    const started = monotonicNow();
    const options = await this.#sessionOptions(connectTimeout);
    const session = connect(this.#url.origin, options);
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
    return new Promise((resolve, reject) => {
      const late = `no connection to ${this.#url.origin} within ${connectTimeout} ms`;
      const left = Math.max(0, started + connectTimeout - monotonicNow());
      const cancelTimer = startTimer(() => session.destroy(new Error(late)), left);
      session.on('error', (error) => {
        cancelTimer();
        reject(error);
      });
      session.on('close', () => reject(new Error(`${this.#url.origin} closed the connection`)));
      session.once('connect', () => {
        cancelTimer();
        // One that was closed meanwhile is told of its connection all the same.
        if (session.destroyed) return;
        session.unref();
        // A response that nobody takes at the moment must not hold the others; each is bounded by the window of its stream.
        // Bun takes the session's window for that of each stream, and would never ask the server to go on.
        if (!process.versions['bun']) session.setLocalWindowSize(SESSION_WINDOW);
        resolve(session);
      });
    });
  }

  async #sessionOptions(connectTimeout: number): Promise<SecureClientSessionOptions> {
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
    const socket = await connectThrough(via, url, connectTimeout);
    if (this.#isClosed) {
      socket.destroy();
      throw closedError();
    }
    const createConnection = () =>
      url.protocol === 'https:'
        ? connectTls({ servername: url.hostname, ...tls, socket, ALPNProtocols: ['h2'] })
        : socket;
    return { ...options, createConnection };
  }
}

/** Closes a session whose queries have ended; it is given up where nobody reads them, or the server takes no bytes. */
const finish = (session: ClientHttp2Session): Promise<void> =>
  new Promise((resolve) => {
    // A session that is ending already calls nothing back.
    if (session.destroyed) return resolve();
    const reason = `the transport was closed, and nobody read on for ${LONGEST_UNREAD} ms`;
    const timer = setTimeout(() => {
      session.destroy(new Error(reason));
      resolve();
    }, LONGEST_FAREWELL);
    session.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    // The process must not end before it is closed.
    session.ref();
    session.close();
  });

const send = (
  session: ClientHttp2Session,
  calls: Calls,
  headers: OutgoingHttpHeaders,
  message: Uint8Array,
  limits: CallLimits,
): GrpcCall => {
  const stream = session.request(headers);
  const call = new GrpcCall(stream, limits, calls);
  calls.begin();
  stream.once('close', () => calls.end());
  stream.end(message);
  return call;
};

/**
 * The calls of a session. While there are any, a server that has long been silent is asked whether it is there, and the
 * session ends where it is not.
 */
class Calls implements CallWatch {
  /** Settles when the server has said that it speaks HTTP/2, or the session has ended. */
  readonly greeted: Promise<void>;
  readonly #session: ClientHttp2Session;
  count = 0;
  #greet = (): void => {};
  hasGreeted = false;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #overdue: ReturnType<typeof setTimeout> | undefined;
  /** Whether the server was asked since something came. */
  #hasAsked = false;

  constructor(session: ClientHttp2Session) {
    this.#session = session;
    this.greeted = new Promise((resolve, reject) => {
      this.#greet = resolve;
      session.once('remoteSettings', () => this.#hasSpoken());
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
    this.#hasSpoken();
    if (!this.#hasAsked) {
      this.#silence?.refresh();
      return;
    }
    this.#hasAsked = false;
    clearTimeout(this.#overdue);
    this.#wait(SILENCE);
  }

  #hasSpoken(): void {
    this.hasGreeted = true;
    this.#greet();
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
