export { createApi } from './api.js';
export { type CallArguments, splitArguments } from './arguments.js';
export type { BinaryBody, FormBody, MultipartBody, TextBody } from './bodies.js';
export type { Call, WithResponse } from './call.js';
export type { AnyMethod, ApiClient, Core, RawRequest, RawResponse } from './client.js';
export { call, core, createClient, method } from './client.js';
export {
  type BindConfig,
  type ClientConfig,
  type ErrorHeaders,
  FORMAT,
  type SecurityScheme,
  type SecuritySchemes,
} from './client-config.js';
export { ApiError, CallError, ConnectionError, DecodeError, RequestError, TimeoutError } from './errors.js';
export type { HttpClient } from './http.js';
export type {
  Coding,
  HttpMethod,
  MediaTypes,
  Operation,
  OperationDescriptor,
  PagedOperation,
  Pagination,
  QueryParameter,
} from './operation.js';
export type { CallOptions, ClientOptions, RetryOptions } from './options.js';
export { type PackedDescriptor, type PackedRest, packRegistry, unpackRegistry } from './registry.js';
export type { ErrorStatus, Failure, OtherStatus, Success, SuccessStatus } from './result.js';
export { parseRetryAfter } from './retry-after.js';
export type {
  Middleware,
  ReadMode,
  RequestBody,
  Transport,
  WireRequest,
  WireResponse,
} from './wire.js';
