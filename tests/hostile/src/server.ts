// Servers that write what is no HTTP onto their sockets, which a fake server of `@influxkit/testing` does not.
import { createServer as createHttp, type RequestListener } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** What a server on a bare socket does once a request came; the text is the head of the request, as it was sent. */
export type Responder = (socket: Socket, request: string) => void;

/** A server on loopback that writes whatever it likes onto the socket; it ends with its test. */
export async function bareServer(respond: Responder): Promise<string> {
  return started(
    createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', (data: Buffer) => respond(socket, data.toString('latin1')));
    }),
  );
}

/** An HTTP server on loopback that ends with its test. */
export const httpServer = (listener: RequestListener): Promise<string> => started(createHttp(listener));

export async function started(server: Server, scheme = 'http'): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `${scheme}://127.0.0.1:${(server.address() as { port: number }).port}`;
}
