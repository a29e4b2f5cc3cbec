import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived. */
export interface Received {
  readonly method: string;
  /** As on the wire: encoded. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** The response to a query: two tables, text with a comma and a quote in it. */
export const CSV: string = [
  '#datatype,string,long,dateTime:RFC3339,double,string',
  '#group,false,false,false,false,true',
  '#default,_result,,,,',
  ',result,table,_time,_value,room',
  ',,0,2024-01-01T00:00:00Z,21.5,kitchen',
  ',,1,2024-01-01T00:00:00Z,19,"hall, ""upper"""',
  '',
  '',
].join('\r\n');

const bucket = (id: string, name: string) => ({
  id,
  orgID: '0123456789abcdef',
  type: 'user',
  name,
  retentionRules: [],
});

interface Reply {
  readonly status: number;
  readonly type?: string;
  readonly body?: string;
}

const json = (status: number, value: unknown): Reply => ({
  status,
  type: 'application/json; charset=utf-8',
  body: JSON.stringify(value),
});

function reply({ method, path }: Received): Reply {
  if (path === '/api/v2/write' && method === 'POST') return { status: 204 };
  if (path === '/api/v2/query' && method === 'POST') return { status: 200, type: 'text/csv; charset=utf-8', body: CSV };
  if (path === '/api/v2/buckets' && method === 'GET')
    return json(200, { links: {}, buckets: [bucket('01', 'a'), bucket('02', 'b')] });
  if (method === 'DELETE') return { status: 204 };
  if (path.startsWith('/api/v2/buckets/') && path !== '/api/v2/buckets/missing')
    return json(200, bucket('01', decodeURIComponent(path.slice('/api/v2/buckets/'.length))));
  return json(404, { code: 'not found', message: 'bucket not found' });
}

/** A server that responds as InfluxDB does, and keeps what it is asked. */
export async function recordingServer(): Promise<{ url: string; received: Received[]; close(): void }> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const [path = '', query = ''] = (request.url ?? '').split('?', 2);
    const one = {
      method: request.method ?? '',
      path,
      query: Object.fromEntries(new URLSearchParams(query)),
      headers: request.headers,
      body: Buffer.concat(parts).toString(),
    };
    received.push(one);
    const { status, type, body } = reply(one);
    response.writeHead(status, type === undefined ? {} : { 'content-type': type }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
