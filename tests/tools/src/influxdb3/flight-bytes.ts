// The messages of Arrow Flight as bytes, and DoGet for servers that are not written here.
import type { FlightMessage } from './recorded-flight.js';

const varint = (value: number): number[] => {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest & 127) | 128);
  return [...bytes, rest];
};

const field = (number: number, bytes: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([...varint(number * 8 + 2), ...varint(bytes.length)]), bytes]);

/** A FlightData. */
export const flightData = ({ header, body }: FlightMessage): Buffer =>
  Buffer.concat([field(2, header), ...(body.length === 0 ? [] : [field(1000, body)])]);

/** The text of a ticket, whose one field are its bytes. */
export const ticketText = (ticket: Buffer): string => {
  let at = 1;
  while ((ticket[at] ?? 0) > 127) at += 1;
  return ticket.subarray(at + 1).toString();
};

const sameBytes = (bytes: Buffer): Buffer => bytes;

/** DoGet as the server of @grpc/grpc-js is told of it; it takes and gives the bytes of messages. */
export const doGetMethod = {
  path: '/arrow.flight.protocol.FlightService/DoGet',
  requestStream: false,
  responseStream: true,
  requestSerialize: sameBytes,
  requestDeserialize: sameBytes,
  responseSerialize: sameBytes,
  responseDeserialize: sameBytes,
} as const;
