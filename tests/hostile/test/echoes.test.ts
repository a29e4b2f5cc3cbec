import { noteCases } from '@influxkit/test-tools/cases';
import { every } from '@influxkit/test-tools/scope';
import { afterAll, describe, expect, test } from 'vitest';
import { everyProof, SECRETS, secretsIn } from '../src/secrets.js';
import { bareServer, type Responder } from '../src/server.js';
import { TRANSPORTS } from '../src/transports.js';
import { createOssV2, USES } from '../src/uses.js';

/** What a server may know of a request: the head as it was sent, and the secrets in it, decoded. */
type Echo = (head: string, decoded: string) => string;

/** In one line and without what would end a JSON string. */
const flat = (text: string): string => text.replace(/[\r\n"\\]+/g, ' ');
const known = (head: string, decoded: string): string => flat(`${decoded} ${head}`);

const response = (status: string, headers: string, body: string): string =>
  `HTTP/1.1 ${status}\r\n${headers}content-length: ${Buffer.byteLength(body, 'latin1')}\r\n\r\n${body}`;

/**
 * Places of a response in which a server, or a proxy before it, may give back what it was sent. Not among them: the data of
 * a success, such as the error that Flux puts into a table. What is in there is what was asked for, and given as it is.
 */
const PLACES: readonly (readonly [name: string, response: Echo])[] = [
  ...[400, 401, 404, 500, 503].flatMap((status): [string, Echo][] => [
    [
      `the message of a ${status}`,
      (...of) =>
        response(
          `${status} No`,
          'content-type: application/json\r\n',
          `{"code":"invalid","message":"${known(...of)}"}`,
        ),
    ],
    [`the error of a ${status}`, (...of) => response(`${status} No`, '', `{"error":"${known(...of)}"}`)],
    [`the text of a ${status}`, (...of) => response(`${status} No`, 'content-type: text/plain\r\n', of.join('\n'))],
  ]),
  [
    'the code and op of an error',
    (...of) => response('400 No', '', `{"code":"${known(...of)}","op":"${known(...of)}"}`),
  ],
  ['a page', (...of) => response('502 No', 'content-type: text/html\r\n', `<html>${of.join('<br>')}`)],
  ['X-Influxdb-Error', (...of) => response('400 No', `x-influxdb-error: ${known(...of)}\r\n`, '')],
  ['X-Platform-Error-Code', (...of) => response('400 No', `x-platform-error-code: ${known(...of)}\r\n`, '')],
  ['X-Request-Id', (...of) => response('400 No', `x-request-id: ${known(...of)}\r\n`, '')],
  ['Retry-After', (...of) => response('503 No', `retry-after: ${known(...of)}\r\n`, '')],
  ['the status text', (...of) => response(`400 ${known(...of)}`, '', '')],
  [
    'Location',
    (...of) => response('307 Go', `location: http://127.0.0.1:1/?${encodeURIComponent(known(...of))}\r\n`, ''),
  ],
  ['a Location that is none', (...of) => response('302 Go', `location: http://[${known(...of)}\r\n`, '')],
  ['Content-Type of what is no JSON', (...of) => response('200 OK', `content-type: ${known(...of)}\r\n`, '<html>')],
  ['what is no JSON', (...of) => response('200 OK', 'content-type: application/json\r\n', of.join('\n'))],
  ['what is no HTTP', (...of) => of.join('\n')],
  ['what is not a header', (...of) => `HTTP/1.1 200 OK\r\n${known(...of)}\r\n\r\n`],
  ['what is not a chunk', (...of) => `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${known(...of)}`],
  ['what is not a length', (...of) => `HTTP/1.1 200 OK\r\ncontent-length: ${known(...of)}\r\n\r\n`],
  ['what is not gzip', (...of) => response('200 OK', 'content-encoding: gzip\r\n', of.join('\n'))],
  ['what is not a coding', (...of) => response('200 OK', `content-encoding: ${known(...of)}\r\n`, of.join('\n'))],
];

const proofs = ['Token', 'Basic'] as const;
/** What of the credentials the server finds when it decodes what it got. */
const decoded = { Token: [SECRETS[0], SECRETS[1], SECRETS[2]], Basic: [SECRETS[3], SECRETS[1], SECRETS[2]] };

let cases = 0;
afterAll(() => noteCases('secrets', 'places where a server gives back what it was sent, by every use', cases));

describe.each(TRANSPORTS)('on %s', (_, open) => {
  describe.each(proofs)('with %s', (scheme) => {
    test.each(every(4, PLACES))('no error shows a credential that a server gives back in %s', async (_, echo) => {
      const respond: Responder = (socket, head) => socket.end(echo(head, decoded[scheme].join(' ')), 'latin1');
      const api = createOssV2({
        baseUrl: await bareServer(respond),
        transport: open(),
        auth: everyProof(scheme),
        retry: false,
      });
      await Promise.all(
        Object.entries(USES).map(async ([name, use]) => {
          cases++;
          const outcome = await Promise.resolve(use(api, new AbortController().signal)).then(
            () => 'ok',
            (error: unknown) => error,
          );
          expect(secretsIn(outcome), `${name}: ${outcome}`).toEqual([]);
        }),
      );
    });
  });
});
