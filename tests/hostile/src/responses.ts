import type { Socket } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Responder } from './server.js';

const MEBIBYTE = 2 ** 20;
const OK = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';
const CHUNKED = `${OK}transfer-encoding: chunked\r\n\r\n`;
const LIST = '{"buckets":[]}';

const sends =
  (...parts: (string | Uint8Array)[]): Responder =>
  (socket) => {
    for (const part of parts) socket.write(part);
    socket.end();
  };
const keeps =
  (text: string): Responder =>
  (socket) =>
    void socket.write(text);

/** Writes the same again and again, as fast as it is taken. */
function forever(socket: Socket, data: string | Uint8Array): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(data));
    if (!socket.destroyed) socket.once('drain', more);
  };
  more();
}
const endless =
  (head: string, data: string | Uint8Array): Responder =>
  (socket) => {
    socket.write(head);
    forever(socket, data);
  };
const drips =
  (head: string, piece: string): Responder =>
  (socket) => {
    socket.write(head);
    const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : socket.write(piece)), 50);
    socket.once('close', () => clearInterval(timer));
  };
const body = (content: string | Uint8Array, headers = ''): Responder =>
  sends(`${OK}${headers}content-length: ${content.length}\r\n\r\n`, content);
const failure = (status: number, type: string, content: string): Responder =>
  sends(`HTTP/1.1 ${status} No\r\ncontent-type: ${type}\r\ncontent-length: ${content.length}\r\n\r\n${content}`);
const encoded = (coding: string, content: Uint8Array): Responder => body(content, `content-encoding: ${coding}\r\n`);

const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;
const spaces = Buffer.alloc(64 * MEBIBYTE, 32);

/** Outcomes by name: of an error its name, otherwise `ok`. */
export type Wanted = RegExp;
const connection = /^ConnectionError$/;
const timeout = /^TimeoutError$/;
const decode = /^DecodeError$/;
/** In an encoding that was not asked for: named by the transport of Node, decoded by a platform's fetch. */
const unasked = /^(ConnectionError|DecodeError)$/;
const api = /^ApiError$/;
const ok = /^ok$/;

/** What a server may do to a request for JSON, and how that ends; what differs between transports has both names. */
export const RESPONSES: readonly (readonly [name: string, respond: Responder, json: Wanted])[] = [
  ['closes', (socket) => void socket.end(), connection],
  ['resets', (socket) => void socket.resetAndDestroy(), connection],
  ['closes in the status line', sends('HTTP/1.1 20'), connection],
  ['closes in the head', sends(`${OK}x-a`), connection],
  ['closes in the body', sends(`${OK}content-length: 100\r\n\r\n{"a":`), connection],
  ['closes in a chunk', sends(`${CHUNKED}ff\r\n{"a":`), connection],
  ['closes between chunks', sends(`${CHUNKED}${chunk(LIST)}`), connection],
  ['closes where it stated no length', sends(`${OK}\r\n{"buckets":[`), decode],
  [
    'resets in the body',
    (socket) =>
      socket.write(`${OK}content-length: 100\r\n\r\n{"a":`, () => void setTimeout(() => socket.resetAndDestroy(), 20)),
    connection,
  ],
  ['stalls before the head', () => {}, timeout],
  ['stalls in the status line', keeps('HTTP/1.1 '), timeout],
  ['stalls in the head', keeps(OK), timeout],
  ['stalls in the body', keeps(`${OK}content-length: 100\r\n\r\n{"a":`), timeout],
  ['stalls in a chunk', keeps(`${CHUNKED}ff\r\n{"a":`), timeout],
  ['stalls in the body of a failure', keeps('HTTP/1.1 500 No\r\ncontent-length: 100\r\n\r\n{"a":'), timeout],
  ['drips its head', drips('HTTP/1.1 200 OK\r\n', 'x'), timeout],
  ['drips its body', drips(`${OK}\r\n`, ' '), timeout],
  ['drips 100 Continue', drips('', 'HTTP/1.1 100 Continue\r\n\r\n'), connection],
  ['sends a header without end', endless(`${OK}x-a: `, 'a'.repeat(4096)), connection],
  ['sends headers without end', endless(OK, `x-a: ${'a'.repeat(100)}\r\n`), connection],
  ['sends 100 Continue without end', endless('', 'HTTP/1.1 100 Continue\r\n\r\n'), /^(ConnectionError|TimeoutError)$/],
  ['responds with 100 and goes', sends('HTTP/1.1 100 Continue\r\n\r\n'), connection],
  [
    'responds with 100 and then',
    sends('HTTP/1.1 100 Continue\r\n\r\n', `${OK}content-length: ${LIST.length}\r\n\r\n${LIST}`),
    // nobody has asked whether to go on
    connection,
  ],
  [
    'responds with 103 and then',
    sends('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n', `${OK}content-length: ${LIST.length}\r\n\r\n${LIST}`),
    ok,
  ],
  [
    'responds with 101',
    sends('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
    connection,
  ],
  [
    'responds with 101 and goes on',
    keeps('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n{}'),
    connection,
  ],
  ['speaks SSH', sends('SSH-2.0-OpenSSH_9\r\n'), connection],
  ['speaks HTTP/0.9', sends(LIST), connection],
  ['speaks HTTP/2', sends('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), connection],
  ['speaks TLS', sends(Buffer.from([0x15, 3, 1, 0, 2, 2, 70])), connection],
  ['says a status of no digits', sends('HTTP/1.1 abc No\r\ncontent-length: 0\r\n\r\n'), connection],
  ['says the status 000', sends('HTTP/1.1 000 No\r\ncontent-length: 0\r\n\r\n'), /^(ConnectionError|ApiError)$/],
  ['says the status 99', sends('HTTP/1.1 99 No\r\ncontent-length: 0\r\n\r\n'), /^(ConnectionError|ApiError)$/],
  ['says the status 600', failure(600, 'text/plain', 'no'), /^(ConnectionError|ApiError)$/],
  ['says the status 999', failure(999, 'text/plain', 'no'), /^(ConnectionError|ApiError)$/],
  ['says the status 1000', failure(1000, 'text/plain', 'no'), /^(ConnectionError|ApiError)$/],
  ['states two lengths', sends(`${OK}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`), connection],
  [
    'states a length and chunks',
    sends(`${OK}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n${chunk('{}')}0\r\n\r\n`),
    connection,
  ],
  ['states a negative length', sends(`${OK}content-length: -1\r\n\r\n{}`), connection],
  ['states a length of no number', sends(`${OK}content-length: NaN\r\n\r\n{}`), connection],
  ['states a length of 20 digits', sends(`${OK}content-length: 99999999999999999999\r\n\r\n{}`), connection],
  ['states a length that is too short', sends(`${OK}content-length: 3\r\n\r\n${LIST}`), decode],
  ['states a length that is too long', sends(`${OK}content-length: 300\r\n\r\n${LIST}`), connection],
  ['states a chunk of no number', sends(`${CHUNKED}zz\r\n{}`), connection],
  ['states a chunk of 2^64 bytes', sends(`${CHUNKED}FFFFFFFFFFFFFFFFF\r\n{}`), connection],
  [
    'sends a chunk extension without end',
    endless(`${CHUNKED}2;`, 'x'.repeat(4096)),
    /^(ConnectionError|TimeoutError)$/,
  ],
  [
    'sends trailers without end',
    endless(`${CHUNKED}${chunk(LIST)}0\r\n`, 'x-a: b\r\n'),
    /^(ConnectionError|TimeoutError|ok)$/,
  ],
  ['sends a header without a colon', sends(`${OK}nonsense\r\ncontent-length: 2\r\n\r\n{}`), connection],
  ['sends NUL in a header', sends(`${OK}x-a: b\0c\r\ncontent-length: 2\r\n\r\n{}`), connection],
  ['sends 5,000 headers', sends(`${OK}${'set-cookie: a=b\r\n'.repeat(5000)}content-length: 2\r\n\r\n{}`), connection],
  [
    'responds with 204 and a body',
    sends('HTTP/1.1 204 No Content\r\ncontent-length: 2\r\n\r\n{}'),
    // A 204 that the contract does not have is nothing that was recognised; some transports refuse its body.
    /^(DecodeError|ConnectionError)$/,
  ],
  ['responds with 304', sends('HTTP/1.1 304 Not Modified\r\n\r\n'), api],
  ['responds with nothing at all', body(''), decode],
  ['responds with HTML', body('<!doctype html><title>Sign in</title>'), decode],
  ['responds with a page for an error', failure(502, 'text/html', '<html><h1>Bad gateway</h1></html>'), api],
  ['responds with an error that is not JSON', failure(500, 'application/json', '{"code":'), api],
  ['responds with an error of another kind', failure(500, 'application/json', '[[null]]'), api],
  ['responds with JSON cut off', body('{"buckets":[{"id":"1"'), decode],
  ['responds with JSON twice', body(LIST + LIST), decode],
  [
    'responds with bytes that are not text',
    body(Uint8Array.from({ length: 1000 }, (_, index) => (index * 7919) & 255)),
    decode,
  ],
  ['responds with half of a character in UTF-8', body(Buffer.from('{"a":"\xf0\x9f\x98"}', 'latin1')), ok],
  ['responds with a byte order mark', body(Buffer.from(`\ufeff${LIST}`)), ok],
  ['responds with a million brackets', body(`{"a":${'['.repeat(MEBIBYTE / 2)}${']'.repeat(MEBIBYTE / 2)}}`), ok],
  ['responds with a million open brackets', body('['.repeat(MEBIBYTE)), decode],
  ['responds with a number of a million digits', body(`{"a":${'1'.repeat(MEBIBYTE)}}`), ok],
  // Its contract has an object.
  ...['null', '[]', '[{}]', '""', 'true', '42'].map((value): (typeof RESPONSES)[number] => [
    `responds with JSON of another kind, ${value}`,
    body(value),
    decode,
  ]),
  [
    'responds with keys of every object',
    body('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"buckets":[]}'),
    ok,
  ],
  ['responds without end', endless(CHUNKED, chunk(' '.repeat(65_536))), decode],
  [
    'responds with an error without end',
    endless('HTTP/1.1 500 No\r\ntransfer-encoding: chunked\r\n\r\n', chunk('x'.repeat(65_536))),
    api,
  ],
  ['states 1 GiB and begins', endless(`${OK}content-length: 1073741824\r\n\r\n`, ' '.repeat(65_536)), decode],
  ['sends a gzip bomb', encoded('gzip', gzipSync(spaces)), decode],
  ['sends a gzip bomb as an error', sends('HTTP/1.1 500 No\r\ncontent-encoding: gzip\r\n\r\n', gzipSync(spaces)), api],
  ['sends a gzip bomb in gzip', encoded('gzip, gzip', gzipSync(gzipSync(spaces))), unasked],
  ['sends a deflate bomb', encoded('deflate', deflateSync(spaces)), unasked],
  ['sends a brotli bomb', encoded('br', brotliCompressSync(spaces.subarray(0, 16 * MEBIBYTE))), unasked],
  [
    'sends a gzip bomb without end',
    endless(`${OK}content-encoding: gzip\r\n\r\n`, gzipSync(spaces.subarray(0, MEBIBYTE))),
    decode,
  ],
  [
    'names a coding a thousand times',
    encoded(Array(1000).fill('gzip').join(', '), gzipSync(LIST)),
    /^(ConnectionError|DecodeError)$/,
  ],
  ['names a coding that nobody knows', encoded('x-what', gzipSync(LIST)), unasked],
  ['sends what is not gzip', encoded('gzip', Buffer.from(LIST)), connection],
  [
    'cuts gzip off',
    encoded('gzip', gzipSync(`{"buckets":[${Array.from({ length: 999 }, (_, index) => index)}]}`).subarray(0, 900)),
    /^(ConnectionError|DecodeError)$/,
  ],
  ['sends no bytes as gzip', encoded('gzip', Buffer.alloc(0)), /^(ConnectionError|DecodeError)$/],
];
