// A server that writes the frames of HTTP/2 itself: for what the server of Node would not send.
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** Types of frames. */
export const FRAME = { data: 0, headers: 1, settings: 4, ping: 6, goaway: 7, continuation: 9 } as const;
/** Flags of frames. */
export const FLAG = { ack: 1, endStream: 1, endHeaders: 4 } as const;

export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

/** A connection of a client. */
export interface RawConnection {
  readonly socket: Socket;
  /** What the client sent so far. */
  readonly frames: readonly Frame[];
  /** Sends a frame; false where the socket takes no more for now. */
  send(frame: Partial<Frame> & { readonly type: number }): boolean;
}

export interface RawServer extends AsyncDisposable {
  readonly url: string;
  readonly connections: readonly RawConnection[];
}

const frame = ({ type, flags = 0, stream = 0, payload = Buffer.alloc(0) }: Partial<Frame>): Buffer => {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type ?? 0;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
};

/** A header field that no table is needed to read. */
export const headerField = (name: string, value: string): Buffer =>
  Buffer.concat([Buffer.from([0, name.length]), Buffer.from(name), Buffer.from([value.length]), Buffer.from(value)]);

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'.length;

/** Starts a server on loopback that greets, and leaves the rest to what it is given: each frame of a client. */
export async function startRawHttp2(onFrame: (frame: Frame, connection: RawConnection) => void): Promise<RawServer> {
  const connections: RawConnection[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => {});
    const frames: Frame[] = [];
    const send: RawConnection['send'] = (sent) => !socket.destroyed && socket.write(frame(sent));
    const connection = { socket, frames, send };
    connections.push(connection);
    send({ type: FRAME.settings });
    let held = Buffer.alloc(0);
    let hasPreface = false;
    socket.on('data', (chunk: Buffer) => {
      held = Buffer.concat([held, chunk]);
      if (!hasPreface && held.length >= PREFACE) {
        held = held.subarray(PREFACE);
        hasPreface = true;
      }
      while (hasPreface && held.length >= 9 && held.length >= 9 + held.readUIntBE(0, 3)) {
        const size = 9 + held.readUIntBE(0, 3);
        const came: Frame = {
          type: held[3] ?? 0,
          flags: held[4] ?? 0,
          stream: held.readUInt32BE(5) & 0x7fffffff,
          payload: Buffer.from(held.subarray(9, size)),
        };
        held = held.subarray(size);
        frames.push(came);
        if (came.type === FRAME.settings && came.flags === 0) send({ type: FRAME.settings, flags: FLAG.ack });
        onFrame(came, connection);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections,
    [Symbol.asyncDispose]: async () => {
      for (const { socket } of connections) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
