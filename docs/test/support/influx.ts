import { type FakeInfluxDB, type FakeRequest, startFakeInfluxDB } from '@influxkit/testing';
import { startFakeInflux } from '../../../tests/servers/src/v2/fake-influx.js';

/** What a fake InfluxDB 2.x responds to itself: points, queries, buckets. */
const own = /^\/(?:ping|health|ready|write|query|api\/v2\/(?:write|query|delete|orgs|buckets(?:\/\w+)?))$/;

/** A fake InfluxDB v2 for where the pages' programs run. All other resources are those of a server that knows the contract. */
export class Influx implements AsyncDisposable {
  readonly #resources: Awaited<ReturnType<typeof startFakeInflux>>;
  readonly #server: FakeInfluxDB;

  private constructor(resources: Awaited<ReturnType<typeof startFakeInflux>>, server: FakeInfluxDB) {
    this.#resources = resources;
    this.#server = server;
  }

  /** @param lines what its bucket `co2` has from the start */
  static async start(lines = ''): Promise<Influx> {
    const resources = await startFakeInflux();
    const respond = (request: FakeRequest): Promise<Response> | undefined =>
      own.test(request.path) ? undefined : forward(request, resources.url);
    const server = await startFakeInfluxDB({ org: 'acme', buckets: ['co2', 'metrics'], respond });
    if (lines !== '') await server.fetch(`${server.url}/api/v2/write?bucket=co2`, { method: 'POST', body: lines });
    return new Influx(resources, server);
  }

  get url(): string {
    return this.#server.url;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop();
    await this.#resources.stop();
  }
}

/** Of one connection, and not of what is sent over it. */
const ofConnection = ['host', 'connection', 'content-length', 'transfer-encoding', 'content-encoding'];

async function forward({ method, url, headers, body }: FakeRequest, origin: string): Promise<Response> {
  const kept = Object.entries(headers).filter(([name]) => !ofConnection.includes(name));
  const sent = { method, headers: Object.fromEntries(kept), ...(body !== '' && { body }) };
  const response = await fetch(`${origin}${url}`, sent);
  const contentType = response.headers.get('content-type') ?? 'text/plain';
  // A response without a body may have none that is empty.
  const bytes = response.status === 204 ? null : await response.arrayBuffer();
  return new Response(bytes, { status: response.status, headers: { 'content-type': contentType } });
}
