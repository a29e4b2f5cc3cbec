import { readFileSync } from 'node:fs';

/** A request and a response of InfluxDB 3 Core 3.10, as they were recorded. */
export interface RecordedExchange {
  readonly name: string;
  readonly about: string;
  /** A server without authorization, or one with it. */
  readonly server: 'none' | 'auth';
  /** What comes differently each time. Absent: nothing. */
  readonly volatile?: string;
  readonly request: {
    readonly method: string;
    /** With its query string. */
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly bodyBase64?: string;
    /** A body that is too large to be written down: a string and how often it is repeated. */
    readonly bodyRepeat?: readonly [text: string, times: number];
  };
  readonly response: {
    /** 0: the connection was closed without a response. */
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly bodyBase64?: string;
    /** Whether the body came to its end; otherwise the connection was closed in the middle. */
    readonly complete: boolean;
    /** Sizes of the first ten chunks. Absent: the body was not chunked. */
    readonly chunks?: readonly number[];
  };
}

const FILE = new URL('../../fixtures/influxdb3-core.jsonl', import.meta.url);

let exchanges: readonly RecordedExchange[] | undefined;

/** All that was recorded, in order. */
export const recordedExchanges = (): readonly RecordedExchange[] => {
  exchanges ??= readFileSync(FILE, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RecordedExchange);
  return exchanges;
};

/** One of them, by its name. */
export const recordedExchange = (name: string): RecordedExchange => {
  const found = recordedExchanges().find((exchange) => exchange.name === name);
  if (found === undefined) throw new Error(`nothing was recorded under the name ${name}`);
  return found;
};

/** The bytes of a recorded body; undefined for none. */
export function bodyOf(message: RecordedExchange['request'] | RecordedExchange['response']): Buffer | undefined {
  if (message.bodyBase64 !== undefined) return Buffer.from(message.bodyBase64, 'base64');
  if ('bodyRepeat' in message && message.bodyRepeat !== undefined)
    return Buffer.from(message.bodyRepeat[0].repeat(message.bodyRepeat[1]));
  return message.body === undefined ? undefined : Buffer.from(message.body);
}

/** A body in the pieces that it came in; one where it was not chunked. */
export const piecesOf = (exchange: RecordedExchange): Buffer[] => {
  const body = bodyOf(exchange.response) ?? Buffer.alloc(0);
  const pieces: Buffer[] = [];
  let at = 0;
  for (const size of exchange.response.chunks ?? []) {
    pieces.push(body.subarray(at, at + size));
    at += size;
  }
  return at < body.length ? [...pieces, body.subarray(at)] : pieces;
};
