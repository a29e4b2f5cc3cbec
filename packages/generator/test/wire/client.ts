import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as runtime from '@influxkit/runtime';
import ts from 'typescript';
import { onTestFinished } from 'vitest';
import type { ProductConfig } from '../../src/config/product-config.js';
import { generate } from '../emit/generate.js';

/** A request as it came over the wire. */
export interface Recorded {
  readonly method: string;
  /** The target of the request line, byte for byte. */
  readonly target: string;
  /** Values of headers by their names in lower case. */
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** A server on loopback that records what it is sent, and ends with its test. */
export async function record(
  respond: (response: ServerResponse, request: Recorded, count: number) => void = (response) =>
    void response.writeHead(204).end(),
): Promise<{ url: string; seen: Recorded[] }> {
  const seen: Recorded[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    const recorded = { method, target: url, headers, body: Buffer.concat(chunks) };
    seen.push(recorded);
    respond(response, recorded, seen.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

/** A method, an operation's constant, or a resource, of whatever contract. */
export type Loose = ((...args: unknown[]) => runtime.Call<never> & AsyncIterable<unknown>) & { [name: string]: Loose };

/** What the generated modules of a document export, run as they are. */
export async function clientOf(
  document: unknown,
  settings: Partial<ProductConfig> = {},
): Promise<{ create: (options: object) => Loose; operations: Record<string, runtime.Operation<runtime.AnyMethod>> }> {
  const files = await generate(document, settings);
  const modules = new Map<string, Record<string, unknown>>([['@influxkit/runtime', runtime]]);
  const load = (specifier: string): Record<string, unknown> => {
    const known = modules.get(specifier);
    if (known) return known;
    const { outputText } = ts.transpileModule(files.get(specifier.replace('./', '').replace('.js', '.ts')) ?? '', {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
    });
    const exports: Record<string, unknown> = {};
    modules.set(specifier, exports);
    new Function('exports', 'require', outputText)(exports, load);
    return exports;
  };
  const operations = load('./operations.js') as Record<string, runtime.Operation<runtime.AnyMethod>>;
  return { create: load('./client.js')['createShop'] as (options: object) => Loose, operations };
}

/** A method of a client, which has to be there. */
export function methodOf(api: Loose, name: string): Loose {
  const method = api[name];
  if (!method) throw new Error(`there is no method ${name}`);
  return method;
}
