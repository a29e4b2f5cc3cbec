// What a status of gRPC stands for.
import type { IncomingHttpHeaders } from 'node:http2';

/** How a call ended. */
export interface GrpcStatus {
  readonly code: number;
  readonly message: string;
}

/**
 * Statuses by their number, with the status of HTTP that means the same to a client: of these alone 503 may pass by itself.
 * InfluxDB says 13 for a database that is not there, 3 for most that is wrong with a query, and 8 for a limit.
 */
const STATUSES: readonly (readonly [name: string, status: number])[] = [
  ['OK', 200],
  ['CANCELLED', 499],
  ['UNKNOWN', 500],
  ['INVALID_ARGUMENT', 400],
  ['DEADLINE_EXCEEDED', 422],
  ['NOT_FOUND', 404],
  ['ALREADY_EXISTS', 409],
  ['PERMISSION_DENIED', 403],
  ['RESOURCE_EXHAUSTED', 422],
  ['FAILED_PRECONDITION', 400],
  ['ABORTED', 409],
  ['OUT_OF_RANGE', 400],
  ['UNIMPLEMENTED', 405],
  ['INTERNAL', 500],
  ['UNAVAILABLE', 503],
  ['DATA_LOSS', 500],
  ['UNAUTHENTICATED', 401],
];

/** The name of a status, and the status of HTTP in its place. */
export const meaningOf = (code: number): readonly [name: string, status: number] => STATUSES[code] ?? ['UNKNOWN', 500];

/** The status in headers or trailers; undefined where there is none. */
export const statusIn = (headers: IncomingHttpHeaders): GrpcStatus | undefined => {
  const code = headers['grpc-status'];
  if (typeof code !== 'string' || !/^\d+$/.test(code)) return undefined;
  return { code: Number(code), message: decodeMessage(String(headers['grpc-message'] ?? '')) };
};

/** Whether the time that was asked for ran out, as InfluxDB says it or as gRPC does. */
export const isDeadline = ({ code, message }: GrpcStatus): boolean =>
  code === 4 || (code === 8 && message.includes('grpc-timeout'));

/** Decodes a message, in which bytes other than those of plain ASCII are written as `%E2`. What is malformed stays. */
const decodeMessage = (text: string): string =>
  text.replace(/(?:%[\da-f]{2})+/gi, (run) => {
    const bytes = run.slice(1).split('%');
    return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 16)));
  });
