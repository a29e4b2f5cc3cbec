import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeInfluxDB3, startFakeInfluxDB3 } from '../src/influxdb3/fake-server.js';
import { bodyOf, type RecordedExchange, recordedExchanges } from '../src/influxdb3/recorded.js';

// The fake is asked all that a real Core was, in the same order, and has to respond the same.

interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  readonly complete: boolean;
}

function ask(url: string, { request: asked }: RecordedExchange, replace: (text: string) => string): Promise<Response> {
  return new Promise((resolve) => {
    const body = bodyOf(asked);
    const headers = Object.fromEntries(Object.entries(asked.headers).map(([name, value]) => [name, replace(value)]));
    const sent = request(
      `${url}${replace(asked.path)}`,
      { method: asked.method, headers: { ...headers, 'content-length': body?.length ?? 0 }, agent: false },
      async (response) => {
        const parts: Buffer[] = [];
        let complete = true;
        try {
          for await (const part of response) parts.push(part as Buffer);
        } catch {
          complete = false;
        }
        const { statusCode: status = 0, headers } = response;
        resolve({ status, headers, body: Buffer.concat(parts), complete });
      },
    );
    sent.on('error', () => resolve({ status: 0, headers: {}, body: Buffer.alloc(0), complete: false }));
    sent.end(body);
  });
}

/** What comes differently each time, made equal. */
const settled = (text: string): string =>
  text
    .replace(/"(created_at|expiry)":"[^"]+"/g, '"$1":"TIME"')
    .replace(/"(token|hash)":"[^"]+"/g, '"$1":"SECRET"')
    .replace(/"time_ns":\d+/, '"time_ns":0')
    .replace(/"sequence_number":\d+/, '"sequence_number":0')
    .replace(/("CreateLastCache":\{"table_id"|"CreateDistinctCache":\{"table_id"):\d+/, '$1:0')
    .replace(/-\d{8}T\d{6}/g, '-TIME');

/** Headers that say the same of any server; those that tell one response from another are in each. */
const HEADERS = [
  'content-type',
  'access-control-allow-origin',
  'access-control-allow-methods',
  'access-control-allow-headers',
  'access-control-max-age',
  'x-influxdb-version',
  'x-influxdb-build',
];

describe.each(['none', 'auth'] as const)('the fake InfluxDB 3, started as %s', (kind) => {
  let fake: FakeInfluxDB3;
  const tokens = new Map<string, string>();
  let deleted = '';
  beforeAll(async () => {
    fake = await startFakeInfluxDB3(kind === 'auth' ? { authorizes: true } : {});
  });
  afterAll(() => fake.stop());

  /** Puts the tokens that this server gave in the place of those that were recorded. */
  const replace = (text: string): string => {
    const basic = /^Basic (.*)$/.exec(text)?.[1];
    if (basic !== undefined && /^[\w+/=]+$/.test(basic)) {
      const decoded = Buffer.from(basic, 'base64').toString();
      return `Basic ${Buffer.from(replace(decoded)).toString('base64')}`;
    }
    return text.replace(/TOKEN\d*/g, (name) => tokens.get(name) ?? name).replace(/p5-\d{8}T\d{6}/, () => deleted);
  };

  // Of a failure before the first row one of two responses comes: the fake has one of them.
  const exchanges = recordedExchanges().filter(({ server, name }) => server === kind && !name.includes('no-answer'));
  it.each(exchanges.map((exchange) => [exchange.name, exchange] as const))('%s', async (_, exchange) => {
    const response = await ask(fake.url, exchange, replace);
    const recorded = exchange.response;
    const text = response.body.toString();
    const name = /"token":"(TOKEN\d*)"/.exec(recorded.body ?? '')?.[1];
    if (name !== undefined) tokens.set(name, /"token":"([^"]+)"/.exec(text)?.[1] ?? '');
    deleted = /p5-\d{8}T\d{6}/.exec(text)?.[0] ?? deleted;

    expect(response.status).toBe(recorded.status);
    expect(response.complete).toBe(recorded.complete);
    for (const header of HEADERS)
      expect([header, response.headers[header]]).toEqual([header, recorded.headers[header]]);
    expect(response.headers['cluster-uuid']).toBeDefined();
    // the numbers of a real server's metrics are its own
    if (exchange.name === 'get-metrics') return;
    expect(settled(text)).toBe(settled((bodyOf(recorded) ?? Buffer.alloc(0)).toString()));
  });
});
