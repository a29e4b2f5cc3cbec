import type { ApiClient, RawRequest, RawResponse } from '@influxkit/runtime';
import type { ClosableTransport } from './flight-choice.js';

/** What a client is made of, as far as it may be shown. */
interface Shown {
  readonly url: string;
  readonly org?: string | undefined;
  readonly orgID?: string | undefined;
  readonly bucket?: string | undefined;
  readonly database?: string | undefined;
}

/** What the clients of all products have in common. */
export abstract class ClientBase {
  readonly #api: ApiClient;
  readonly #transport: Partial<ClosableTransport> | undefined;

  /** @param transport what holds a connection of its own, where queries have such a transport */
  protected constructor(api: ApiClient, options: Shown, transport?: Partial<ClosableTransport>) {
    this.#api = api;
    this.#transport = transport;
    printAsLine(this, options);
  }

  /** Reaches any path of the server; never throws for a status. */
  request(options: RawRequest): Promise<RawResponse> {
    return this.#api.request(options);
  }

  /**
   * Closes the connection of Arrow Flight, where there is one, once the queries that were asked for before have ended; a
   * result that nobody reads on for a minute is given up. No query can be sent over Flight afterwards. A program need not:
   * the connection keeps no process alive. Writers are closed by themselves.
   */
  async close(): Promise<void> {
    await this.#transport?.close?.();
  }

  /** As `close()`: `await using influx = new InfluxDB(…)`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Has `console.log` show a client as a line: where it is and what it works on, and nothing that signs in. */
function printAsLine(client: object, { url, org, orgID, bucket, database }: Shown): void {
  const print = (): string => {
    const { origin, pathname } = new URL(url);
    const shown = { url: origin + pathname.replace(/\/$/, ''), org, orgID, bucket, database };
    const entries = Object.entries(shown).filter(([, value]) => value !== undefined);
    return `InfluxDB { ${entries.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(', ')} }`;
  };
  // Not enumerable, for it is not a method of the client. Node, Deno and Bun ask for it.
  Object.defineProperty(client, Symbol.for('nodejs.util.inspect.custom'), { value: print });
}
