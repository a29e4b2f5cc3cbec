export { parseRetryAfter } from '@influxkit/internal/retry-after';
export { type CallArguments, splitArguments } from './arguments.js';
export type { Call, WithResponse } from './call.js';
export type { AnyMethod, ApiClient, RawRequest, RawResponse } from './client.js';
export { call, createClient, method } from './client.js';
export {
  type BindConfig,
  type ClientConfig,
  type ErrorHeaders,
  FORMAT,
  type SecurityScheme,
  type SecuritySchemes,
} from './client-config.js';
export type { CallOptions, ClientOptions } from './client-options.js';
export { type ContractFacts, type Core, core } from './core.js';
export { createApi } from './create-api.js';
export { ApiError, CallError, ConnectionError, DecodeError, RequestError, TimeoutError } from './errors.js';
export type { HttpClient } from './http-client.js';
export type {
  Codec,
  FormatParameter,
  HttpMethod,
  MediaTypes,
  Operation,
  OperationDescriptor,
  PagedOperation,
  Pagination,
  QueryParameter,
} from './operation.js';
export { type PackedDescriptor, type PackedRest, packRegistry, unpackRegistry } from './registry.js';
export type { BinaryBody, FormBody, MultipartBody, TextBody } from './request.js';
export type { ErrorStatus, Failure, OtherStatus, Success, SuccessStatus } from './result.js';
export type {
  Middleware,
  ReadMode,
  RequestBody,
  RetryOptions,
  Transport,
  WireRequest,
  WireResponse,
} from './transport.js';
