// The two messages of Arrow Flight that a query needs, in the encoding of Protocol Buffers.
import type { ByteQueue } from '@influxkit/internal/byte-queue';

/** What came over Flight: an Arrow message in two parts. */
export interface FlightData {
  readonly header: Uint8Array;
  readonly body: Uint8Array;
}

const NO_BYTES: Uint8Array = /* @__PURE__ */ new Uint8Array(0);
/** Bytes before each message of gRPC: whether it is compressed, and its length. */
export const PREFIX = 5;

/** A ticket, as a message of gRPC with what stands before it. */
export const encodeTicket = (text: string): Uint8Array => {
  const ticket = new TextEncoder().encode(text);
  const field = [0x0a];
  let rest = ticket.length;
  for (; rest > 127; rest = Math.floor(rest / 128)) field.push((rest & 127) | 128);
  field.push(rest);
  const message = new Uint8Array(PREFIX + field.length + ticket.length);
  new DataView(message.buffer).setUint32(1, field.length + ticket.length);
  message.set(field, PREFIX);
  message.set(ticket, PREFIX + field.length);
  return message;
};

/** A message that is not one of Arrow Flight. */
export class FlightMessageError extends Error {
  override readonly name: string = 'FlightMessageError';
}

const malformed = (): Error => new FlightMessageError('a message of the response is not one of Arrow Flight');

/** Takes a message of so many bytes; they must have come. */
export const takeFlightData = (queue: ByteQueue, size: number): FlightData => {
  const end = queue.length - size;
  let header = NO_BYTES;
  let body = NO_BYTES;
  /** Checks that the message has so many more bytes. */
  const need = (count: number): number => {
    if (count > queue.length - end) throw malformed();
    return count;
  };
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; factor < 2 ** 63; factor *= 128) {
      need(1);
      const byte = queue.byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
    throw malformed();
  };
  while (queue.length > end) {
    const tag = varint();
    switch (tag % 8) {
      case 0:
        varint();
        break;
      case 1:
        queue.take(need(8));
        break;
      case 2: {
        const bytes = queue.take(need(varint()));
        if (tag === 2 * 8 + 2) header = bytes;
        else if (tag === 1000 * 8 + 2) body = bytes;
        break;
      }
      case 5:
        queue.take(need(4));
        break;
      default:
        throw malformed();
    }
  }
  // Without its metadata a body could be anything; what has neither is a sign of life.
  if (header.length === 0 && body.length > 0) throw malformed();
  return { header, body };
};
