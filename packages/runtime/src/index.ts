export { createApi } from './api.js';
export type { BinaryBody, FormBody, MultipartBody, TextBody } from './bodies.js';
export type { Call, WithResponse } from './call.js';
export type { AnyMethod, ApiClient, Core, RawRequest, RawResponse } from './client.js';
export { call, core, createClient, method } from './client.js';
export type { ClientConfig, SecurityScheme } from './config.js';
export { ApiError, CallError, ConnectionError, DecodeError, RequestError, TimeoutError } from './errors.js';
export type { HttpClient } from './http.js';
export type {
  Coding,
  HttpMethod,
  MediaTypes,
  Operation,
  OperationRow,
  PagedOperation,
  Pagination,
  QueryParameter,
} from './operation.js';
export type { CallOptions, ClientOptions, RetryOptions } from './options.js';
export type { ErrorStatus, Failure, OtherStatus, Success, SuccessStatus } from './result.js';
export { parseRetryAfter } from './retry-after.js';
export { type PackedRow, packRows, type RestOfRow, unpackRows } from './table.js';
export type {
  Middleware,
  ReadMode,
  RequestBody,
  Transport,
  WireRequest,
  WireResponse,
} from './wire.js';
