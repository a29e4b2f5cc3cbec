import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { type ParsedPoint, type Precision, parsePoints } from '@influxkit/line-protocol';
import { startFakeInflux } from '../../../tests/servers/src/v2/fake-influx.js';

/**
 * A fake InfluxDB v2 for where the pages' programs run: it keeps points and resources, refuses a field of another type
 * as a server does, and responds to a query with all points of its bucket and measurement, table by table. It knows no
 * Flux beyond that.
 */
export class Influx implements AsyncDisposable {
  #points: { readonly bucket: string; readonly point: ParsedPoint }[] = [];
  readonly #server: Server;
  readonly #resources: Awaited<ReturnType<typeof startFakeInflux>>;

  private constructor(server: Server, resources: Awaited<ReturnType<typeof startFakeInflux>>) {
    this.#server = server;
    this.#resources = resources;
  }

  static async start(): Promise<Influx> {
    const resources = await startFakeInflux();
    const server = createServer();
    const influx = new Influx(server, resources);
    server.on('request', (request, response) => {
      influx.#respond(request, response).catch((error: unknown) => send(response, 500, { message: String(error) }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    for (const name of ['co2', 'metrics']) await influx.#createBucket(name);
    return influx;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Forgets all points and takes others. */
  reset(lines: string): void {
    this.#points = parsePoints(lines).map((point) => ({ bucket: 'co2', point }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.#resources.stop();
  }

  async #createBucket(name: string): Promise<void> {
    const response = await fetch(`${this.#resources.url}/api/v2/buckets`, {
      method: 'POST',
      headers: { authorization: 'Token t', 'content-type': 'application/json' },
      body: JSON.stringify({ name, orgID: '0000000000000a01', retentionRules: [] }),
    });
    if (response.status !== 201) throw new Error(`no bucket: ${await response.text()}`);
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', this.url);
    const body = await bodyOf(request);
    if (pathname === '/api/v2/write') {
      this.#write(body.toString(), searchParams, response);
    } else if (pathname === '/api/v2/query') {
      response
        .writeHead(200, { 'content-type': 'application/csv' })
        .end(this.#query(JSON.parse(body.toString()).query));
    } else {
      await this.#forward(request, body, response);
    }
  }

  #write(lines: string, query: URLSearchParams, response: ServerResponse): void {
    const bucket = query.get('bucket') ?? '';
    const points = parsePoints(lines, { precision: (query.get('precision') ?? 'ns') as Precision });
    let dropped: string | undefined;
    for (const point of points) {
      const conflict = this.#conflict(bucket, point);
      if (conflict === undefined) this.#points.push({ bucket, point });
      dropped ??= conflict;
    }
    if (dropped === undefined) response.writeHead(204).end();
    else {
      const message = `failure writing points to database: partial write: ${dropped} dropped=1`;
      send(response, 422, { code: 'unprocessable entity', message });
    }
  }

  #conflict(bucket: string, { measurement, fields }: ParsedPoint): string | undefined {
    for (const [key, value] of Object.entries(fields)) {
      const known = this.#points.find(
        (one) => one.bucket === bucket && one.point.measurement === measurement && key in one.point.fields,
      );
      const type = known && typeOf(known.point.fields[key]);
      if (type !== undefined && type !== typeOf(value))
        return `field type conflict: input field "${key}" on measurement "${measurement}" is type ${typeOf(value)}, already exists as type ${type}`;
    }
    return undefined;
  }

  #query(text: string): string {
    const bucket = /bucket: "(\w+)"/.exec(text)?.[1];
    const measurement = /_measurement == "(\w+)"/.exec(text)?.[1];
    const found = this.#points.filter(
      (one) => one.bucket === bucket && (measurement === undefined || one.point.measurement === measurement),
    );
    return found.length === 0 ? '\r\n' : annotated(found.map(({ point }) => point));
  }

  async #forward(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(
        ([name]) => !['host', 'connection', 'content-length', 'transfer-encoding'].includes(name),
      ),
    ) as Record<string, string>;
    const init = { method: request.method ?? 'GET', headers, ...(body.length > 0 && { body }) };
    const forwarded = await fetch(this.#resources.url + (request.url ?? ''), init as RequestInit);
    response.writeHead(forwarded.status, { 'content-type': forwarded.headers.get('content-type') ?? 'text/plain' });
    response.end(Buffer.from(await forwarded.arrayBuffer()));
  }
}

/** Points as annotated CSV, a table for each set of tags; one field a point is all that the pages need. */
function annotated(points: readonly ParsedPoint[]): string {
  const tags = [...new Set(points.flatMap((point) => Object.keys(point.tags)))].sort();
  const keys = [...new Set(points.map((point) => JSON.stringify([point.measurement, point.tags])))];
  const types = ['string', 'long', 'dateTime:RFC3339', 'double', 'string', 'string', ...tags.map(() => 'string')];
  const groups = ['false', 'false', 'false', 'false', 'true', 'true', ...tags.map(() => 'true')];
  const rows = points.flatMap((point) =>
    Object.entries(point.fields).map(([field, value]) => [
      '',
      '',
      String(keys.indexOf(JSON.stringify([point.measurement, point.tags]))),
      new Date(Number((point.timestamp ?? 0n) / 1_000_000n)).toISOString(),
      String(value),
      field,
      point.measurement,
      ...tags.map((tag) => point.tags[tag] ?? ''),
    ]),
  );
  const lines = [
    ['#datatype', ...types],
    ['#group', ...groups],
    ['#default', '_result', ...types.slice(1).map(() => '')],
    ['', 'result', 'table', '_time', '_value', '_field', '_measurement', ...tags],
    ...rows,
  ];
  return `${lines.map((line) => line.join(',')).join('\r\n')}\r\n\r\n`;
}

const typeOf = (value: unknown): string =>
  typeof value === 'number' ? 'float' : typeof value === 'object' ? 'integer' : typeof value;

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
