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
  /** Query parameters in the contract's order. Absent: none. */
  readonly query?: readonly QueryParameter[];
  /** Header parameters; those that HTTP negotiates and those that are bound are not among them. Absent: none. */
  readonly header?: readonly string[];
  /** Request media types and how a body of each is coded; the first is the default. Absent: no body. */
  readonly body?: MediaTypes;
  /** Whether the body may be left out. Absent: it may not. */
  readonly bodyOptional?: true;
  /** Media types of a successful response and how each is decoded; the first is asked for by default. Absent: no body. */
  readonly response?: MediaTypes;
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
  /** Whether the contract advises against it. Absent: it does not. */
  readonly deprecated?: true;
  /** What of the runtime it needs that most operations do not. Absent: nothing, or the client has it. */
  readonly features?: Features;
}

/**
 * Parts of the runtime that a client of single operations can do without. A descriptor that stands alone brings along what
 * it cannot do without, so that a bundle has no more than that; a client that may be asked for anything has all of them.
 */
export interface Features {
  readonly queryStyles?: QueryStyles;
  readonly responseStreams?: ResponseStreams;
  readonly formatParameter?: AddFormat;
  /** The codec of a response by its media type, where the descriptor says `any`. */
  readonly codecOf?: (contentType: string) => Codec;
  /** Makes the stack of an error that of the functions that await the call. */
  readonly attachCaller?: <T>(error: T) => T;
  /** Says what the body of a failure says, in whatever shape. Absent: its `message` or `error`, and its `code`. */
  readonly errorDetails?: (body: unknown) => ErrorDetails;
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
 * `stream` as a `ReadableStream`, `form` as URL-encoded pairs, `multipart` as `FormData`; `any`, of responses alone, by the
 * media type that the server sent: JSON is parsed, text is a string, anything else bytes.
 */
export type Codec = 'json' | 'text' | 'bytes' | 'stream' | 'form' | 'multipart' | 'any';

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
 * A query parameter: its name, where arrays repeat it (`style: form, explode: true`, OpenAPI's default);
 * or its name and its style. `json` stands for a parameter that the contract gives a media type.
 */
export type QueryParameter = string | readonly [name: string, style: QueryStyle];

export type QueryStyle = 'csv' | 'ssv' | 'pipes' | 'deepObject' | 'json';

/** Encodes the value of a query parameter that has a style, as pairs of an encoded key and an encoded value. */
export type QueryStyles = (key: string, style: QueryStyle, value: unknown, encode: EncodePairs) => readonly string[];

/** The pairs `key=value` of a key and its values; joined by the separator into one where it is given. */
export type EncodePairs = (key: string, value: unknown, separator?: string) => readonly string[];

/** Hands a response on before its body is read; what breaks the body off is made an error of ours. */
export type ResponseStreams = (response: WireResponse, toClientError: (error: unknown) => unknown) => WireResponse;

/** Adds the parameter that names the media type of the response to a query or a body. */
export type AddFormat = (format: FormatParameter, value: unknown, accept: string) => unknown;

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
