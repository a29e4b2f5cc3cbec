import * as grpc from '@grpc/grpc-js';
import { doGetMethod, flightData, ticketText } from '@influxkit/test-tools';
import { makeData, RecordBatch, type Schema, Struct, Table, tableToIPC, type Vector } from 'apache-arrow';
import { Message } from 'apache-arrow/ipc/metadata/message';

/** What a client asked for. */
export interface Ticket {
  readonly database: string;
  readonly sql_query: string;
  readonly query_type: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** A server of Arrow Flight that gives the same table to every query, and keeps what it was asked. */
export interface FlightServer extends AsyncDisposable {
  readonly url: string;
  readonly tickets: readonly Ticket[];
}

/** The messages of an IPC stream, each as the `FlightData` that carries it. */
const messagesOf = (table: Uint8Array): Buffer[] => {
  const ipc = Buffer.from(table);
  const messages: Buffer[] = [];
  for (let at = 0; at + 8 <= ipc.length; ) {
    const length = ipc.readInt32LE(at + 4);
    if (length === 0) break;
    const header = ipc.subarray(at + 8, at + 8 + length);
    const size = Number(Message.decode(header).bodyLength);
    messages.push(flightData({ header, body: ipc.subarray(at + 8 + length, at + 8 + length + size) }));
    at += 8 + length + size;
  }
  return messages;
};

/** A table of columns, which may have the same name. */
export const tableOf = (schema: Schema, columns: readonly Vector[]): Uint8Array => {
  const children = columns.map((column) => column.data[0]) as never;
  const data = makeData({ type: new Struct(schema.fields), length: columns[0]?.length ?? 0, children });
  return tableToIPC(new Table(schema, [new RecordBatch(schema, data as never)]), 'stream');
};

export async function startFlight(table: Uint8Array): Promise<FlightServer> {
  const tickets: Ticket[] = [];
  const messages = messagesOf(table);
  const server = new grpc.Server();
  server.addService(
    { doGet: doGetMethod },
    {
      doGet: (call: grpc.ServerWritableStream<Buffer, Buffer>) => {
        tickets.push(JSON.parse(ticketText(call.request)) as Ticket);
        for (const message of messages) call.write(message);
        call.end();
      },
    },
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    url: `http://127.0.0.1:${port}`,
    tickets,
    [Symbol.asyncDispose]: async () => server.forceShutdown(),
  };
}
