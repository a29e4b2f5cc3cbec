import { readFileSync } from 'node:fs';

type Headers = Readonly<Record<string, string>>;

/** A query over Arrow Flight and what InfluxDB 3 Core 3.10 responded, as they were recorded. */
export interface RecordedFlight {
  readonly name: string;
  readonly about: string;
  /** A server without authorization, or one with it. */
  readonly server: 'none' | 'auth';
  readonly volatile?: string;
  readonly ticket: string;
  readonly requestHeaders: Headers;
  readonly responseHeaders: Headers;
  /** Whether the response was headers alone, which then have the status. */
  readonly headersOnly: boolean;
  readonly trailers: Headers | null;
  readonly messages: readonly FlightMessage[];
}

/** The metadata and the body of an Arrow message. */
export interface FlightMessage {
  readonly header: Uint8Array;
  readonly body: Uint8Array;
}

const FILE = new URL('../../fixtures/influxdb3-core-flight.jsonl', import.meta.url);

let flights: readonly RecordedFlight[] | undefined;

/** Bytes in a buffer of their own, as a client has them. */
const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'));

/** All that was recorded. */
export const recordedFlights = (): readonly RecordedFlight[] => {
  flights ??= readFileSync(FILE, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { messages, ...flight } = JSON.parse(line) as Omit<RecordedFlight, 'messages'> & {
        messages: { header: string; body: string }[];
      };
      return {
        ...flight,
        messages: messages.map(({ header, body }) => ({ header: bytesOf(header), body: bytesOf(body) })),
      };
    });
  return flights;
};

/** One of them, by its name. */
export const recordedFlight = (name: string): RecordedFlight => {
  const found = recordedFlights().find((flight) => flight.name === name);
  if (found === undefined) throw new Error(`nothing was recorded over Flight under the name ${name}`);
  return found;
};
