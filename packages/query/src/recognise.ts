// Whether a body is what was asked for. A proxy's page or an empty body under status 200 is neither rows nor no rows.
import type { Chunks } from '@influxkit/internal/chunk-source';
import { identifyServer } from '@influxkit/internal/identify-server';
import { DecodeError } from './query-errors.js';

/** What a body is meant to be. */
export interface ExpectedBody {
  /** As a message calls it. */
  readonly name: string;
  /** Whether a body may begin with this byte, white space left out. */
  readonly begins: (byte: number) => boolean;
  /** Whether a response may have no byte at all. Absent: it may not. */
  readonly mayBeEmpty?: (head: ResponseHead) => boolean;
}

/** The head of a response, as far as a message tells it. */
export interface ResponseHead {
  readonly status?: number | undefined;
  readonly headers: Pick<Headers, 'get'>;
}

const LESS_THAN = 0x3c;
const BRACE = 0x7b;
const BRACKET = 0x5b;

/** The JSON of `/query`. */
export const INFLUXQL_JSON: ExpectedBody = {
  name: 'the JSON of an InfluxQL response',
  begins: (byte) => byte === BRACE,
};

/** What servers of 1.x send for CSV; where nothing was found that is not a byte, and only the type says that it is CSV. */
export const INFLUXQL_CSV: ExpectedBody = {
  name: 'the CSV of an InfluxQL response',
  begins: (byte) => byte !== LESS_THAN && byte !== BRACE && byte !== BRACKET && byte > 31,
  mayBeEmpty: ({ headers }) => /\bcsv\b/.test(headers.get('content-type') ?? ''),
};

/** Annotated CSV, or any other: what does not begin as HTML or JSON does, unless the dialect has rows begin like that. */
export const csvBody = (delimiter = ',', commentPrefix = '#'): ExpectedBody => {
  const own = [delimiter.charCodeAt(0), commentPrefix.charCodeAt(0)];
  return {
    name: 'annotated CSV',
    begins: (byte) => own.includes(byte) || (byte !== LESS_THAN && byte !== BRACE && byte !== BRACKET && byte > 31),
  };
};

/**
 * The chunks of a body that begins as it should.
 *
 * @param head of a server's response, which is never without a byte; undefined where the caller gives the body
 * @throws DecodeError, from `read()`, that says what came
 */
export const recognised = (chunks: Chunks, expected: ExpectedBody, head?: ResponseHead): Chunks => {
  let isKnown = false;
  let size = 0;
  const read = async (): Promise<Uint8Array | undefined> => {
    const chunk = await chunks.read();
    if (isKnown) return chunk;
    if (chunk === undefined) {
      if (size === 0 && head !== undefined && expected.mayBeEmpty?.(head) !== true)
        throw unrecognised(expected, 'an empty body', head);
      return undefined;
    }
    // A byte order mark is not part of it, and white space says nothing.
    const byte = chunk.find((each, index) => !isBlank(each) && !(size + index < 3 && MARK[size + index] === each));
    size += chunk.length;
    if (byte === undefined) return chunk;
    isKnown = true;
    if (expected.begins(byte)) return chunk;
    chunks.cancel();
    throw unrecognised(expected, kindOf(byte), head);
  };
  return { read, cancel: (reason) => chunks.cancel(reason) };
};

/** The head of a source that is a `Response`. */
export const headIn = (source: object | string): ResponseHead | undefined => {
  const { status, headers } = Object(source) as Partial<ResponseHead>;
  return typeof headers?.get === 'function' ? { status, headers } : undefined;
};

const MARK = [0xef, 0xbb, 0xbf];

const isBlank = (byte: number): boolean => byte === 32 || byte === 9 || byte === 10 || byte === 13;

const kindOf = (byte: number): string => {
  if (byte === LESS_THAN) return 'HTML or XML, as a proxy or a sign-in page responds';
  if (byte === BRACE) return 'a JSON object';
  if (byte === BRACKET) return 'a JSON array';
  return byte < 32 || byte > 126 ? 'bytes that are not text' : 'other text';
};

const unrecognised = ({ name }: ExpectedBody, kind: string, head: ResponseHead | undefined): DecodeError =>
  new DecodeError(`the response must be ${name}, got ${kind}${head === undefined ? '' : headOf(head)}`, {
    line: 1,
    row: 0,
  });

/** What the head says of where the body comes from. No more of a header than a word, for it may hold anything. */
const headOf = ({ status, headers }: ResponseHead): string => {
  const word = (name: string): string | undefined => /^[\w./+-]{1,60}/.exec(headers.get(name) ?? '')?.[0];
  const type = word('content-type');
  const encoding = word('content-encoding');
  const server = identifyServer({ headers })?.name ?? word('server');
  const parts = [
    status === undefined ? undefined : `status ${status}`,
    type === undefined ? 'no content-type' : `content-type ${type}`,
    encoding === undefined ? undefined : `content-encoding ${encoding}`,
    server === undefined ? undefined : `from ${server}`,
  ];
  return `; ${parts.filter((part) => part !== undefined).join(', ')}`;
};
