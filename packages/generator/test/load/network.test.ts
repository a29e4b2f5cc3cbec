import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, expect, onTestFinished, test } from 'vitest';
import { noteCases } from '../../../../tests/tools/src/cases.js';
import { ContractError } from '../../src/base/diagnostics.js';
import { type LoadOptions, loadContract } from '../../src/contract/load/load-contract.js';
import { contract, folderOf } from './folder.js';

let cases = 0;
afterEach(() => {
  cases++;
});
afterAll(() => noteCases('documents', 'references over the network', cases));

/** A server on loopback that is closed when the test ends, and its address. */
async function serve(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server that responses with these texts by path, and the paths that it was asked for. */
async function serveFiles(files: () => Record<string, string>): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const url = await serve((request, response) => {
    asked.push(request.url ?? '');
    const text = files()[request.url ?? ''];
    response.statusCode = text === undefined ? 404 : 200;
    response.end(text ?? 'nothing here');
  });
  return { url, asked };
}

const refTo = (reference: string): string =>
  contract(`components:\n  schemas:\n    A: { items: { $ref: '${reference}' } }\n`);

async function errorsOf(input: string, options: LoadOptions = {}): Promise<string[]> {
  try {
    await loadContract(input, { baseDir: folderOf({}), strict: true, ...options });
    return [];
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    return error.diagnostics.map(({ code, message }) => `${code}: ${message}`);
  }
}

test('a contract from the network may be made of several files of the same host, each fetched once', async () => {
  const { url, asked } = await serveFiles(() => ({
    '/v1/api.yaml': contract(
      "paths:\n  /a: { $ref: 'paths/a.yaml' }\n  /b: { $ref: 'paths/a.yaml' }\ncomponents:\n  schemas:\n    A: { $ref: '../common.yaml#/A' }\n",
    ),
    '/v1/paths/a.yaml': "get: { responses: { '200': { $ref: '../../common.yaml#/Ok' } } }\n",
    '/common.yaml': 'A: { type: string }\nOk: { description: ok }\n',
  }));
  const { document, files, locate } = await loadContract(`${url}/v1/api.yaml`);
  expect(document.components).toEqual({
    schemas: { A: { type: 'string' } },
    responses: { Ok: { description: 'ok' } },
  });
  expect(files.map(({ path }) => path).sort()).toEqual(
    ['/common.yaml', '/v1/api.yaml', '/v1/paths/a.yaml'].map((path) => url + path),
  );
  expect(locate('/components/schemas/A')?.file).toBe(`${url}/common.yaml`);
  expect(asked.sort()).toEqual(['/common.yaml', '/v1/api.yaml', '/v1/paths/a.yaml']);
});

test('a reference to another host is refused without asking it, unless allowed', async () => {
  const other = await serveFiles(() => ({ '/s.yaml': 'X: { type: string }\n' }));
  const { url } = await serveFiles(() => ({ '/api.yaml': refTo(`${other.url}/s.yaml#/X`) }));
  expect(await errorsOf(`${url}/api.yaml`)).toEqual([expect.stringMatching(/^ref-remote: /)]);
  expect(other.asked).toEqual([]);
  expect(await errorsOf(`${url}/api.yaml`, { allowRemoteRefs: true })).toEqual([]);
  expect(other.asked).toEqual(['/s.yaml']);
});

test('a local contract asks the network for nothing, unless allowed', async () => {
  const { url, asked } = await serveFiles(() => ({
    '/s.yaml': 'X: { $ref: "t.yaml" }\n',
    '/t.yaml': 'type: string\n',
  }));
  const baseDir = folderOf({ 'api.yaml': refTo(`${url}/s.yaml#/X`) });
  expect(await errorsOf('api.yaml', { baseDir })).toEqual([expect.stringMatching(/^ref-remote: /)]);
  expect(asked).toEqual([]);
  expect(await errorsOf('api.yaml', { baseDir, allowRemoteRefs: true })).toEqual([]);
  expect(asked).toEqual(['/s.yaml', '/t.yaml']);
});

test('a document from the network never reads a local file, even where the network is allowed', async () => {
  const secret = folderOf({ 'secret.yaml': '{}\n' });
  const { url } = await serveFiles(() => ({ '/api.yaml': refTo(`file://${secret}/secret.yaml`) }));
  expect(await errorsOf(`${url}/api.yaml`, { allowRemoteRefs: true })).toEqual([
    expect.stringMatching(/^ref-outside: /),
  ]);
});

test('a reference does not reach another host by a redirect', async () => {
  const other = await serveFiles(() => ({ '/s.yaml': 'type: string\n' }));
  const url = await serve((request, response) => {
    if (request.url === '/api.yaml') response.end(refTo('s.yaml'));
    else response.writeHead(302, { location: `${other.url}/s.yaml` }).end();
  });
  expect(await errorsOf(`${url}/api.yaml`)).toEqual([
    expect.stringMatching(/^ref-remote: .*redirects to another host/),
  ]);
  expect(other.asked).toEqual([]);
});

test('references in a document are relative to the address that it was redirected to', async () => {
  const url = await serve((request, response) => {
    if (request.url === '/latest') response.writeHead(307, { location: '/v2/api.yaml' }).end();
    else if (request.url === '/v2/api.yaml') response.end(refTo('s.yaml'));
    else if (request.url === '/v2/s.yaml') response.end('type: string\n');
    else response.writeHead(404).end();
  });
  expect(await errorsOf(`${url}/latest`)).toEqual([]);
});

const failures: [name: string, listener: RequestListener, want: RegExp][] = [
  ['a missing document', (_request, response) => response.writeHead(404).end('x'), /responds with status 404/],
  [
    'a cycle of redirects',
    (_request, response) => response.writeHead(302, { location: '/' }).end(),
    /redirects more than 5 times/,
  ],
  [
    'a redirect to a file',
    (_request, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    /redirects to an address that is not followed/,
  ],
  [
    'a response that breaks off',
    (_request, response) => response.writeHead(200, { 'content-length': '99' }).write('a', () => response.destroy()),
    /broke off its response/,
  ],
  [
    'a response without an end',
    (_request, response) => {
      const write = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(1 << 16, 32)));
      };
      response.on('drain', write);
      write();
    },
    /more than 100000 bytes/,
  ],
  ['no response', () => {}, /does not respond in time/],
];

test.each(failures)('%s gives an error that says so', async (_name, listener, want) => {
  const url = await serve(listener);
  const limits = { maxBytes: 100_000, fetchTimeout: 1000 };
  expect(await errorsOf(`${url}/?token=secret`, { limits })).toEqual([expect.stringMatching(want)]);
});

test('no secret of an address is shown', async () => {
  const [credentials] = await errorsOf('http://user:secret@127.0.0.1:1/api.yaml?token=secret');
  expect(credentials).toMatch(/^document-unreadable: .*user name or password/);
  expect(credentials).not.toContain('secret');
  const [refused] = await errorsOf('http://127.0.0.1:1/api.yaml?token=secret');
  expect(refused).toMatch(/^document-unreadable: .*cannot be reached/);
  expect(refused).not.toContain('secret');
});
