import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { listen } from '../listen.js';
import { type Checked, checkRequest } from './check-request.js';
import type { Contract, ContractOperation } from './document.js';
import { findOperation } from './find-operation.js';
import { type SampleResponse, sampleResponse } from './sample-response.js';
import { contractSchemas, type Schemas } from './schemas.js';

/** A request that the contract allowed, with the response that it got. */
export interface Exchange {
  readonly operation: ContractOperation;
  readonly request: Checked;
  readonly response: SampleResponse;
}

/** A server that holds each request against a contract and responds from its schemas, the same each time. */
export interface ContractServer extends AsyncDisposable {
  /** Base URL without a slash at its end. */
  readonly url: string;
  readonly schemas: Schemas;
  /** The last request that was allowed. */
  readonly last: Exchange | undefined;
  stop(): Promise<void>;
}

export interface ContractServerOptions {
  /** Responds in its own way to what the contract allows; undefined leaves the response to the schemas. */
  readonly respond?: (exchange: Exchange & { readonly path: string }) => SampleResponse | undefined;
}

/**
 * Starts a server for a contract on 127.0.0.1. It is stricter than a server has to be: unknown query parameters, missing
 * or needless credentials and bodies that do not fit are refused with a status of 4xx and a message that says why.
 * `Prefer: code=204` asks for one of several successes.
 */
export async function startContractServer(
  contract: Contract,
  options: ContractServerOptions = {},
): Promise<ContractServer> {
  const schemas = contractSchemas(contract);
  let last: Exchange | undefined;
  const server = createServer((request, response) => {
    handle(contract, schemas, options, request, response).then(
      (exchange) => {
        if (exchange !== undefined) last = exchange;
      },
      (error: unknown) => refuse(response, 500, [String(error)]),
    );
  });
  const { url, stop } = await listen(server);
  return {
    url,
    schemas,
    get last() {
      return last;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function handle(
  contract: Contract,
  schemas: Schemas,
  { respond }: ContractServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Exchange | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const sent = Buffer.concat(chunks);
  const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;

  // Taken apart as it came: a URL object would resolve dots and hide them.
  const [path = '', search = ''] = (request.url ?? '').split('?', 2);
  const found = findOperation(contract, request.method ?? '', path);
  if (found === undefined) return refuse(response, 404, [`the contract has no path ${path}`]);
  if (!('operation' in found)) return refuse(response, 405, [`${path} takes ${found.join(', ')}`]);
  const { operation } = found;

  const checked = checkRequest(found, { headers: request.headers, query: new URLSearchParams(search), body }, schemas);
  if (checked.status !== 0) return refuse(response, checked.status, checked.problems, operation);

  const code = /(?:^|[,;\s])code=(\d{3})/.exec(String(request.headers['prefer'] ?? ''))?.[1];
  const sampled = sampleResponse(contract, operation, {
    status: code === undefined ? undefined : Number(code),
    accept: request.headers.accept,
  });
  if (sampled === undefined) {
    return refuse(response, 406, [`no response is ${code ?? 'a success'} in ${request.headers.accept}`], operation);
  }
  const made = respond?.({ operation, request: checked, response: sampled, path }) ?? sampled;
  const headers = made.mediaType === undefined ? {} : { 'content-type': made.mediaType };
  response.writeHead(made.status, headers).end(request.method === 'HEAD' ? undefined : made.bytes);
  return { operation, request: checked, response: made };
}

function refuse(
  response: ServerResponse,
  status: number,
  problems: readonly string[],
  operation?: ContractOperation,
): undefined {
  const message = `${operation?.id ?? 'The contract'} refuses the request: ${problems.join('; ')}.`;
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ code: 'invalid', message }));
}
