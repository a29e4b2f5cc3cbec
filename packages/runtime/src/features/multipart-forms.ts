import { describe, platformClassOf } from '@influxkit/internal/message';
import { type BodyReader, streamOfReader } from '@influxkit/internal/stream-of-reader';
import { isBodyInit } from '../body-init.js';
import type { FormFile } from '../form-values.js';
import { fitsRange } from '../media-types.js';
import type { EncodedBody, PropertyEncoding, WriteBody } from '../operation.js';
import type { RequestBody } from '../request-body.js';
import { isAbsent } from '../scalar.js';
import type { Stringify } from '../value-shape.js';
import { isJsonPart, partText } from './part-text.js';
import { queryStyles } from './query-styles.js';
import { valuesOf } from './styles.js';

/** What a part consists of: its head, its content, the end of its line. */
type Piece = string | Exclude<RequestBody, FormData | URLSearchParams | ArrayBuffer>;

/**
 * A multipart form (RFC 7578). Each value of an array is a part. Files are parts with a name; objects are JSON; of
 * anything else the text. The platform's own `FormData` would call JSON a file, and knows no headers of a part.
 */
export const multipartForms: WriteBody = (form, _, encoding = {}, __, stringify = JSON.stringify) => {
  if (typeof form !== 'object' || form === null) return undefined;
  const boundary = `form-${crypto.randomUUID()}`;
  const pieces: Piece[] = [];
  const add = (name: string, head: readonly string[], content: Piece): void => {
    const disposition = `Content-Disposition: form-data; name="${escapeName(name)}"${head[0] ?? ''}`;
    pieces.push(`--${boundary}\r\n${[disposition, ...head.slice(1)].join('\r\n')}\r\n\r\n`, content, '\r\n');
  };
  for (const [name, value] of Object.entries(form)) {
    const property = (Object.hasOwn(encoding, name) ? encoding[name] : undefined) ?? {};
    if (property.style) {
      // As in a query, a pair of a key and a value for each part, but for the encoding: a part has none.
      for (const [key, text] of styledParts(name, property, value, stringify)) add(key, [], text);
      continue;
    }
    for (const each of valuesOf(value)) if (!isAbsent(each)) add(name, ...writePart(name, each, property, stringify));
  }
  pieces.push(`--${boundary}--\r\n`);
  return { body: join(pieces), contentType: `multipart/form-data; boundary=${boundary}` } satisfies EncodedBody;
};

function styledParts(
  name: string,
  { style = 'form' }: PropertyEncoding,
  value: unknown,
  stringify: Stringify,
): [string, string][] {
  const decode = (text: string): string => decodeURIComponent(text);
  return queryStyles([name, style], value, stringify)
    .flatMap((text) => text.split('&'))
    .map((pair) => pair.split('=', 2).map(decode) as [string, string]);
}

/** The head of a part (what its disposition goes on with, then whole lines) and its content. */
function writePart(
  name: string,
  given: unknown,
  { contentType, headers }: PropertyEncoding,
  stringify: Stringify,
): [string[], Piece] {
  const { value, headers: ownHeaders } = (headers && isWrapped(given) ? given : { value: given }) as {
    value: unknown;
    headers?: Readonly<Record<string, unknown>>;
  };
  const lines = Object.entries(ownHeaders ?? {})
    .filter(([, text]) => !isAbsent(text))
    .map(([header, text]) => headerLine(name, header, String(text)));
  const file = fileOf(value);
  if (file) {
    const type = fileType(file.type, contentType);
    return [[`; filename="${escapeName(file.name)}"`, headerLine(name, 'Content-Type', type), ...lines], file.content];
  }
  const type = valueType(value, contentType) ?? (isJsonPart(value, undefined) ? 'application/json' : undefined);
  const text = partText(name, value, type ?? contentType, stringify);
  return [['', ...(type === undefined ? [] : [`Content-Type: ${type}`]), ...lines], text];
}

const isWrapped = (value: unknown): boolean => typeof value === 'object' && value !== null && 'value' in value;

function headerLine(property: string, header: string, value: string): string {
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(header) || !/^[\t -~\x80-\xff]*$/.test(value))
    throw new TypeError(
      `header ${JSON.stringify(header)} of property "${property}" holds a character that HTTP cannot carry`,
    );
  return `${header}: ${value}`;
}

/** A file, with the name and the media type that it brings along. */
interface NamedFile {
  readonly content: Exclude<Piece, string>;
  readonly name: string;
  readonly type: string | undefined;
}

/** A value as a file; undefined for one that is none. Without a name it is called `blob`, as browsers call it. */
function fileOf(value: unknown): NamedFile | undefined {
  if (isFileContent(value)) {
    const { name, type } = value as Partial<File>;
    return { content: value, name: name ?? 'blob', type: type || undefined };
  }
  const { content, name, type } = Object(value) as Partial<Exclude<FormFile, Blob | Uint8Array | ReadableStream>>;
  if (!isFileContent(content)) return undefined;
  if (typeof name !== 'string') throw new TypeError(`the name of a file must be a string; got ${describe(name)}`);
  return { content, name, type: (type ?? (content as Partial<Blob>).type) || undefined };
}

const isFileContent = (value: unknown): value is Exclude<Piece, string> =>
  isBodyInit(value) && !['FormData', 'URLSearchParams'].includes(platformClassOf(value));

/** The media types that an encoding names, ranges among them; none where it names none. */
const namedTypes = (contentType = ''): readonly string[] => contentType.split(',').flatMap((type) => type.trim() || []);

/**
 * The media type of a value that is no file: the first that its encoding names, of an array or an object the first that is
 * JSON. For a range, which no part can be of, the plainest of it that holds the value.
 */
function valueType(value: unknown, contentType: string | undefined): string | undefined {
  const isNested = isJsonPart(value, undefined);
  const plainest = [...(isNested ? [] : ['text/plain']), 'application/json'];
  const types = namedTypes(contentType).flatMap((type) =>
    type.includes('*') ? (plainest.find((each) => fitsRange(type, each)) ?? []) : type,
  );
  return (isNested ? types.find((type) => isJsonPart(value, type)) : undefined) ?? types[0];
}

/** The media type of a file: its own where the contract allows it, otherwise the first that the contract names. */
function fileType(own: string | undefined, declared: string | undefined): string {
  const allowed = namedTypes(declared);
  if (own !== undefined && (allowed.length === 0 || allowed.some((type) => fitsRange(type, own)))) return own;
  return allowed.find((type) => !type.includes('*')) ?? own ?? 'application/octet-stream';
}

/** As browsers write names into the head of a part (HTML, multipart/form-data). */
const escapeName = (name: string): string => name.replace(/["\r\n]/g, (character) => encodeURIComponent(character));

/** A `Blob`, which may be sent again, or a stream where a part is one. */
function join(pieces: readonly Piece[]): RequestBody {
  if (!pieces.some((piece) => platformClassOf(piece) === 'ReadableStream')) return new Blob(pieces as BlobPart[]);
  const chunks = readAll(pieces);
  return streamOfReader({
    read: () => chunks.next() as ReturnType<BodyReader['read']>,
    cancel: async () => void (await chunks.return()),
  });
}

async function* readAll(pieces: readonly Piece[]): AsyncGenerator<Uint8Array, void> {
  for (const piece of pieces) {
    const stream = platformClassOf(piece) === 'ReadableStream' ? piece : new Blob([piece as BlobPart]).stream();
    const reader = (stream as ReadableStream<Uint8Array>).getReader();
    try {
      for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
    } finally {
      // Nothing where it has ended; otherwise nobody reads it any more.
      reader.cancel().catch(() => {});
    }
  }
}
