export { parseRetryAfter } from '@influxkit/internal/retry-after';
export { type CallArguments, splitArguments } from './arguments.js';
export type { Call, CallWithHeaders, DeclaredHeaders, WithHeaders, WithResponse } from './call.js';
export { type AnyMethod, type Caller, call, createCaller, method } from './caller.js';
export { type ApiClient, createClient, type RawRequest, type RawResponse } from './client.js';
export {
  type BindConfig,
  type ClientConfig,
  type ErrorHeaders,
  FORMAT,
  type SecurityScheme,
  type SecuritySchemes,
  type ServerTemplate,
  type ServerVariable,
} from './client-config.js';
export type { CallerOptions, CallOptions, ClientOptions } from './client-options.js';
export { type ContractFacts, type Core, core } from './core.js';
export { type ApiOptions, createApi } from './create-api.js';
export {
  ApiError,
  CallError,
  ConnectionError,
  DecodeError,
  type FailedRequest,
  RequestError,
  TimeoutError,
} from './errors.js';
export { type EncodePairs, type QueryStyles, queryStyles } from './features/query-styles.js';
export { type ResponseStreams, responseStreams } from './features/response-streams.js';
export type { HttpClient } from './http-client.js';
export type {
  Codec,
  Features,
  FormatParameter,
  HttpMethod,
  MediaTypes,
  Operation,
  OperationDescriptor,
  PagedOperation,
  Pagination,
  QueryParameter,
  QueryStyle,
} from './operation.js';
export { type PackedDescriptor, type PackedRest, packRegistry, unpackRegistry } from './registry.js';
export type { BinaryBody, FormBody, MultipartBody, TextBody } from './request.js';
export { addressOf, pathValues } from './request.js';
export type { ErrorStatus, Failure, OtherStatus, Success, SuccessStatus } from './result.js';
export {
  BadRequestError,
  ConflictError,
  ForbiddenError,
  NotFoundError,
  RateLimitError,
  ServerError,
  UnauthorizedError,
  UnprocessableEntityError,
} from './status-errors.js';
export type {
  Middleware,
  ReadMode,
  RequestBody,
  RetryOptions,
  Transport,
  WireRequest,
  WireResponse,
} from './transport.js';
export { withRetry } from './with-retry.js';
