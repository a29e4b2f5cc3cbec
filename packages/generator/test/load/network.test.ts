import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, expect, onTestFinished, test } from 'vitest';
import { noteCases } from '../../../../tests/tools/src/cases.js';
import { selfSignedCertificate } from '../../../../tests/tools/src/certificate.js';
import { ContractError } from '../../src/base/diagnostics.js';
import { DEFAULT_LIMITS } from '../../src/base/limits.js';
import { DownloadCache } from '../../src/contract/load/download-cache.js';
import { type LoadOptions, loadContract } from '../../src/contract/load/load-contract.js';
import { SourceStore } from '../../src/contract/load/source-store.js';
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

test('what TLS refused is reported with its code, and what to do', async () => {
  const { certificate, privateKey } = await selfSignedCertificate();
  const server = createSecureServer({ cert: certificate, key: privateKey }, (_request, response) => response.end('{}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const error = await loadContract(`https://127.0.0.1:${port}/?token=secret`).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ContractError);
  expect((error as Error).message).toMatch(
    /cannot be reached: self-signed certificate \(DEPTH_ZERO_SELF_SIGNED_CERT\)\n {2}fix: .*NODE_EXTRA_CA_CERTS=FILE/,
  );
  expect((error as Error).message).not.toContain('secret');
});

test('a server that speaks no TLS, and one that is not there, are told apart', async () => {
  const plain = await serve((_request, response) => response.end('{}'));
  const [spoken] = await errorsOf(plain.replace('http:', 'https:'));
  expect(spoken).toMatch(/cannot be reached: .*\((ERR_SSL_\w+|EPROTO)\)$/);
  const closed = createTcpServer();
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  const error = await loadContract(`http://127.0.0.1:${port}/`).catch((reason: unknown) => reason);
  expect((error as Error).message).toMatch(/cannot be reached: .*ECONNREFUSED.*\n {2}fix: Start the server/);
});

/** A server that knows the state of its document, and what it was asked. */
async function serveState(headers: () => Record<string, string>): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const url = await serve((request, response) => {
    const { etag = '', 'last-modified': modified = '' } = headers();
    const condition = request.headers['if-none-match'] ?? request.headers['if-modified-since'] ?? '';
    const same = condition !== '' && (condition === etag || condition === modified);
    asked.push(`${condition || 'anything'}: ${same ? 304 : 200}`);
    response.writeHead(same ? 304 : 200, headers()).end(same ? undefined : contract(`x-state: '${etag}${modified}'\n`));
  });
  return { url, asked };
}

/** What the contract says of its state, read as `pull` reads it: with what earlier runs left in the folder. */
async function stateOf(url: string, root: string): Promise<unknown> {
  const store = new SourceStore(DEFAULT_LIMITS, new DownloadCache(root));
  const { document } = await loadContract(`${url}/api.yaml?token=secret`, { store });
  return (document as unknown as Record<string, unknown>)['x-state'];
}

test.each([
  ['ETag', 'etag', '"one"', '"two"'],
  ['Last-Modified', 'last-modified', 'Sat, 01 Aug 2026 00:00:00 GMT', 'Sun, 02 Aug 2026 00:00:00 GMT'],
])('a document with %s is downloaded again only where it changed', async (_name, header, one, two) => {
  const root = folderOf({});
  mkdirSync(join(root, 'node_modules'));
  let state = one;
  const { url, asked } = await serveState(() => ({ [header]: state }));
  expect(await stateOf(url, root)).toBe(one);
  expect(await stateOf(url, root)).toBe(one);
  state = two;
  expect(await stateOf(url, root)).toBe(two);
  expect(await stateOf(url, root)).toBe(two);
  expect(asked).toEqual(['anything: 200', `${one}: 304`, `${one}: 200`, `${two}: 304`]);
});

test('a damaged entry of the cache counts as none; what a server wants not kept, or a folder without packages, is not cached', async () => {
  const root = folderOf({});
  mkdirSync(join(root, 'node_modules'));
  let headers: Record<string, string> = { etag: '"one"' };
  const { url, asked } = await serveState(() => headers);
  await stateOf(url, root);
  const cache = join(root, 'node_modules/.cache/influxkit/downloads');
  const [file = ''] = readdirSync(cache);
  const entry = readFileSync(join(cache, file), 'utf8');
  expect(`${file}${entry}`).not.toContain('secret');
  writeFileSync(join(cache, file), entry.replace('"body":"', '"body":"AAAA'));
  expect(await stateOf(url, root)).toBe('"one"');
  headers = { etag: '"two"', 'cache-control': 'private, no-store' };
  expect(await stateOf(url, root)).toBe('"two"');
  expect(await stateOf(url, root)).toBe('"two"');
  expect(await stateOf(url, folderOf({}))).toBe('"two"');
  expect(asked).toEqual(['anything: 200', 'anything: 200', '"one": 200', 'anything: 200', 'anything: 200']);
  expect(readdirSync(cache)).toEqual([]);
});
