import type { RequestBody } from './request-body.js';
import type { FormatTypes, ResponseShapes, Stringify } from './value-shape.js';
import type { WireResponse } from './wire-response.js';

/**
 * The descriptor of an operation: plain data, everything a client or a helper needs to know of it at run time.
 * What is absent has the meaning stated beside it, so that a registry of hundreds of them stays small in a bundle.
 */
export interface OperationDescriptor {
  /** The method's name from the client's root, such as `buckets.list`. */
  readonly name: string;
  readonly method: HttpMethod;
  /** The path template of the contract, such as `/api/v2/buckets/{bucketID}`. */
  readonly path: string;
  /**
   * Path parameters that are given when the client is created, and so are not arguments of the method. Absent: none.
   */
  readonly bound?: readonly string[];
  /**
   * What the contract puts before `path`: a path below the base URL, or the whole address of a server of its own, which gets
   * no credentials but those of the operation's own `security`. Absent: nothing.
   */
  readonly server?: string;
  /** How path parameters are written that are more than a scalar or have another style than `simple`, by name. Absent: none. */
  readonly pathStyles?: Readonly<Record<string, PathStyle>>;
  /** Query parameters in the contract's order. Absent: none. */
  readonly query?: readonly StyledParameter[];
  /** Header parameters; those that HTTP negotiates and those that are bound are not among them. Absent: none. */
  readonly header?: readonly StyledParameter[];
  /** Cookie parameters. Absent: none. */
  readonly cookie?: readonly StyledParameter[];
  /** Request media types and how a body of each is coded; the first is the default. Absent: no body. */
  readonly body?: MediaTypes;
  /** How properties of forms are written, by media type and property. Absent: by their values. */
  readonly encoding?: Readonly<Record<string, FormEncoding>>;
  /** Whether the body may be left out. Absent: it may not. */
  readonly bodyOptional?: true;
  /** Media types of a successful response and how each is decoded; the first is asked for by default. Absent: no body. */
  readonly response?: MediaTypes;
  /** What JSON of a successful response is. Absent: it may be any value. */
  readonly holds?: 'object' | 'array' | undefined;
  /** Where responses hold dates and integers of 64 bits that are read as such. Absent: all is as JSON has it. */
  readonly shapes?: ResponseShapes;
  /** The parameter by which the server is asked for the media type of the response. Absent: it goes by `Accept`. */
  readonly format?: FormatParameter;
  /** Statuses of success in the contract. Absent: 200 alone. */
  readonly success?: readonly number[];
  /** How the operation pages. Absent: it does not. */
  readonly page?: Pagination;
  /** Alternatives of security schemes; each holds the names that go together. Absent: the contract's default. Empty: none needed. */
  readonly security?: readonly (readonly string[])[];
  /** Whether sending it twice does what sending it once does. Absent: as HTTP says of the method. */
  readonly idempotent?: boolean | undefined;
  /**
   * Whether a refusal (429, 503, a connection that is refused) leaves nothing done, so that it is sent again though it is not
   * idempotent. Absent: it may have done something.
   */
  readonly retryRefusals?: true;
  /** Milliseconds for an attempt where neither the call nor the client says. Absent: 10,000. */
  readonly timeout?: number;
  /**
   * Until when the timeout holds where a response is read as it comes: the first byte of its body, as of a query, whose head
   * may come long before it has run. Absent: the head, for a stream of events may be silent for any time.
   */
  readonly timeoutUntil?: 'firstByte';
  /** Whether the contract advises against it. Absent: it does not. */
  readonly deprecated?: true;
  /** What of the runtime it needs that most operations do not. Absent: nothing, or the client has it. */
  readonly features?: Features;
}

/**
 * Parts of the runtime that a client can do without. A descriptor that stands alone brings along what it cannot do without,
 * so that a bundle has no more than that; the client of a whole contract has what its operations need.
 */
export interface Features {
  readonly queryStyles?: WriteQueryParameter;
  readonly pathStyles?: FillPath;
  /** Cookies where all cookies and headers of an operation are scalars. */
  readonly cookies?: WriteHeaders;
  /** Headers and cookies where one of them is more than a scalar. */
  readonly headerParameters?: WriteHeaders;
  /** Bodies of the codec `form` that are not encoded already; those whose properties have styles need `queryStyles` too. */
  readonly urlEncodedForms?: WriteBody;
  /** Bodies of the codec `multipart` that are not encoded already. */
  readonly multipartForms?: WriteBody;
  /** Bodies of the codec `any`. */
  readonly anyBody?: WriteBody;
  /** Knows ranges of media types, and which of several a server has sent. Absent: it is the one that was asked for. */
  readonly findMediaType?: FindMediaType;
  /** Text in the charset that a response names. Absent: UTF-8. */
  readonly decodeText?: DecodeText;
  /** Responses of the codec `stream`, and those that give items. */
  readonly responseStreams?: ResponseStreams;
  /** Responses of the codecs `jsonl` and `json-seq`. */
  readonly jsonItems?: DecodeItems;
  /** Responses of the codecs `sse…`. */
  readonly serverSentEvents?: DecodeItems;
  readonly formatParameter?: AddFormat;
  /** Reads and writes values that JSON has no types for. Absent: all is as JSON has it. */
  readonly formatTypes?: FormatTypes;
  /** The codec of a response by its media type, where the descriptor says `any`. */
  readonly codecOf?: (contentType: string) => Codec;
  /** Makes the stack of an error that of the functions that await the call. */
  readonly awaitCall?: AwaitCall;
  /** Says what the body of a failure says, in whatever shape. Absent: its `message` or `error`, and its `code`. */
  readonly errorDetails?: (body: unknown) => ErrorDetails;
  /** Says what became of a connection, by the code and the message of the platform. Absent: that no complete response came. */
  readonly connectionFailure?: (reason: string) => ConnectionFailure | undefined;
  /** The API keys of the contract in a request, which errors leave out. Absent: those under well-known names alone. */
  readonly keysIn?: (request: {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
  }) => readonly string[];
  /** Says what a text is that is not JSON. Absent: that it is not. */
  readonly textKind?: (text: string) => string;
}

/** What became of a connection. */
export interface ConnectionFailure {
  /** Refused; a host without an address; a server that speaks no TLS where it is asked for, or only that where it is not. */
  readonly kind: 'refused' | 'unknown-host' | 'no-tls' | 'no-http';
  /** The same in words, before the address of the server. */
  readonly text: string;
}

/** A method of HTTP; a contract (OpenAPI 3.2) may have others than those that are known. */
export type HttpMethod =
  | 'GET'
  | 'HEAD'
  | 'POST'
  | 'PUT'
  | 'PATCH'
  | 'DELETE'
  | 'OPTIONS'
  | 'TRACE'
  | 'QUERY'
  | (string & {});

/**
 * How a body is turned into bytes or back: `json` by `JSON`, `text` as a string, `bytes` as a `Uint8Array`,
 * `stream` as a `ReadableStream`, `form` as URL-encoded pairs, `multipart` as the parts of a form; `any` of a body by the
 * value, of a response by the media type that the server sent: JSON is parsed, text is a string, anything else bytes.
 *
 * Of responses alone, item by item: `jsonl` JSON lines, `json-seq` sequences of JSON (RFC 7464), and server-sent events, of
 * which an item is the data as JSON (`sse`) or as a string (`sse-text`), or the whole event, its data a string
 * (`sse-event`) or JSON (`sse-event-json`).
 */
export type Codec =
  | 'json'
  | 'text'
  | 'bytes'
  | 'stream'
  | 'form'
  | 'multipart'
  | 'any'
  | 'jsonl'
  | 'json-seq'
  | 'sse'
  | 'sse-text'
  | 'sse-event'
  | 'sse-event-json';

/** A parameter that says in which form to respond, of servers that do not go by `Accept`: their `Accept` says that anything will do. */
export interface FormatParameter {
  /** A query parameter, or a member of a JSON body. */
  readonly in: 'query' | 'body';
  readonly name: string;
  /** What the server calls each media type of the response. */
  readonly values: Readonly<Record<string, string>>;
}

export type MediaTypes = Readonly<Record<string, Codec>>;

/**
 * A parameter of the query, a header or a cookie: its name, where it is a scalar or, in a query, an array that repeats the
 * name (OpenAPI's default); or its name and its style.
 */
export type StyledParameter =
  | string
  | readonly [name: string, style: ParameterStyle]
  | readonly [name: string, style: ParameterStyle, reserved: 'allowReserved'];

/**
 * How the value of a parameter is written: a style of OpenAPI, with the asterisk of RFC 6570 where `explode` is true. `json`
 * and `text` stand for a parameter that the contract gives a media type.
 */
export type ParameterStyle =
  | 'simple'
  | 'simple*'
  | 'label'
  | 'label*'
  | 'matrix'
  | 'matrix*'
  | 'form'
  | 'form*'
  | 'spaceDelimited'
  | 'pipeDelimited'
  | 'deepObject'
  | 'cookie'
  | 'cookie*'
  | 'json'
  | 'text';

/** How the value of a path parameter is written; reserved characters stay as they are where it says so. */
export type PathStyle = ParameterStyle | readonly [style: ParameterStyle, reserved: 'allowReserved'];

/** Writes a parameter of the query that has a style, as pairs of an encoded key and an encoded value. */
export type WriteQueryParameter = (
  parameter: Exclude<StyledParameter, string>,
  value: unknown,
  stringify?: Stringify,
) => readonly string[];

/** Fills the path of an operation. */
export type FillPath = (
  operation: Pick<OperationDescriptor, 'path' | 'pathStyles'>,
  pathValue: (name: string) => unknown,
  stringify?: Stringify,
) => string;

/** The headers of a call, with those that have a style and its cookies written as strings; `base` are the client's. */
export type WriteHeaders = (
  operation: Pick<OperationDescriptor, 'header' | 'cookie'>,
  call: {
    readonly headers?: Readonly<Record<string, unknown>> | undefined;
    readonly cookies?: Readonly<Record<string, unknown>> | undefined;
  },
  base: Readonly<Record<string, string>>,
  stringify?: Stringify,
) => Readonly<Record<string, unknown>>;

/** How properties of a form are written, by name; absent ones by their values. */
export type FormEncoding = Readonly<Record<string, PropertyEncoding>>;

/** How a property of a form is written; what is absent follows from its value. */
export interface PropertyEncoding {
  /** One media type, or several with commas between them. */
  readonly contentType?: string;
  /** Given: as a parameter of the query of this style. */
  readonly style?: ParameterStyle;
  readonly allowReserved?: true;
  /** Whether values are given as `{ value, headers }`, the headers those of the property's part. */
  readonly headers?: true;
}

/** A body as it is sent, and its media type; undefined where the platform says it. */
export interface EncodedBody {
  readonly body: RequestBody;
  readonly contentType: string | undefined;
}

/**
 * Writes a body. Undefined for what it cannot write.
 *
 * @param mediaType the one that was asked for, or the contract's, which may be a range
 * @param writeStyled writes properties of URL-encoded forms whose encoding has a style
 * @param stringify writes JSON
 */
export type WriteBody = (
  body: unknown,
  mediaType: string,
  encoding: FormEncoding | undefined,
  writeStyled: WriteQueryParameter | undefined,
  stringify?: Stringify,
) => EncodedBody | undefined;

/** The key of a media type among those of a contract: itself, the same with or without parameters, or a range of it. */
export type FindMediaType = (types: MediaTypes, mediaType: string) => string | undefined;

/** Bytes of a response as text. */
export type DecodeText = (bytes: Uint8Array, headers: Headers) => string;

/** The items of a response, one after another, as they come. */
export type DecodeItems = (response: WireResponse, source: ItemSource) => ItemStream<unknown>;

/** What items are read by, beside their response. */
export interface ItemSource {
  readonly codec: Codec;
  readonly request: SentRequest;
  /** What sends the request again: the core of the client that sent it. */
  readonly core: object;
}

/** What of a request says whether it can be sent again. */
export interface SentRequest {
  readonly method: string;
  readonly body?: RequestBody | undefined;
  readonly operation: Pick<OperationDescriptor, 'idempotent' | 'retryRefusals'>;
}

/** The items of a response as they come; they can be read once. Leaving the loop ends the response. */
export interface ItemStream<Item> extends AsyncIterable<Item> {
  /** Of server-sent events: the `id` of the last one, by which a server knows where to go on (header `Last-Event-ID`). */
  readonly lastEventId?: string | undefined;
}

/** One server-sent event. */
export interface ServerSentEvent<Data = string> {
  readonly data: Data;
  /** The event's type. Absent: `message`. */
  readonly event?: string;
  readonly id?: string;
  /** Milliseconds that the server asks to wait before connecting again. */
  readonly retry?: number;
}

/** Runs the first read of a body, within what is left of a timeout. */
export type FirstRead = <T>(read: () => Promise<T>) => Promise<T>;

/** Responses that are read while they come. */
export interface ResponseStreams {
  /**
   * Hands a response on before its body is read; what breaks the body off is made an error of ours.
   *
   * @param firstRead bounds the wait for the first bytes; absent: it may take any time
   */
  open(
    response: WireResponse,
    toClientError: (error: unknown) => unknown,
    firstRead?: FirstRead,
  ): Promise<WireResponse>;
  /** The body of such a response, or its items. */
  decode(response: WireResponse, source: ItemSource, features: Features | undefined): unknown;
  /** What makes a call iterable whose response gives items; undefined for any other. */
  iterable(response: MediaTypes | undefined, data: Promise<unknown>): AsyncIterable<unknown> | undefined;
}

/** Waits for a promise and takes something of what it gives. */
export type AwaitCall = <T, R>(promise: Promise<T>, take: (value: T) => R) => Promise<R>;

/** A query and a body, one of them with the parameter that names the media type of the response. */
export type AddFormat = (
  format: FormatParameter,
  call: { readonly query?: unknown; readonly body?: unknown },
  accept: string,
) => { readonly query?: unknown; readonly body?: unknown };

/** What the body of a failure says. */
export interface ErrorDetails {
  readonly message: string | undefined;
  readonly code: string | undefined;
}

/** How a list operation pages; names are of query parameters, paths are of properties in the response. */
export interface Pagination {
  /** The property that holds the items, such as `buckets`; the empty string where the response itself is the array. */
  readonly items: string;
  /** Query parameter: how many items a page may hold. */
  readonly limit?: string;
  /** The most that the contract allows for `limit`. Absent: it does not say. */
  readonly max?: number;
  /** Query parameter: how many items to skip. */
  readonly offset?: string;
  /** Query parameter: the last seen item's cursor. */
  readonly after?: string;
  /** Property of an item that `after` takes. Absent: `id`. */
  readonly cursor?: string;
  /** Query parameter: the number of the page. */
  readonly page?: string;
  /** The number of the first page. Absent: 1. */
  readonly firstPage?: number;
  /** Query parameter that takes the token of a page. */
  readonly token?: string;
  /** Path of the property with the token of the next page, such as `next_cursor`; null, empty or absent on the last page. */
  readonly nextToken?: string;
  /** Path of the property with the next page's address, such as `links.next`. */
  readonly next?: string;
  /** Whether the next page's address is in the header `Link` (RFC 8288); a response without one is the last. */
  readonly link?: true;
  /** Path of the property that says whether there are more pages, such as `has_more`. */
  readonly more?: string;
  /** Whether servers leave the address of `next` out though there are more pages. Absent: a response with links but without it is the last. */
  readonly nextOptional?: true;
}

declare const signature: unique symbol;

/** A descriptor that remembers, for the compiler alone, how its method is called. */
export interface Operation<Method = unknown> extends OperationDescriptor {
  readonly [signature]?: Method;
}

/** The descriptor of an operation that pages, which remembers what its items are. */
export interface PagedOperation<Item = unknown, Method = unknown> extends Operation<Method> {
  readonly page: Pagination;
  readonly [item]?: Item;
}

declare const item: unique symbol;
