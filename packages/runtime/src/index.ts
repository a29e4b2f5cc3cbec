export { parseRetryAfter } from '@influxkit/internal/retry-after';
export { type CallArguments, splitArguments } from './arguments.js';
export type { Call, CallWithHeaders, DeclaredHeaders, StreamCall, WithHeaders, WithResponse } from './call.js';
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
export { anyBody } from './features/any-body.js';
export { codecOf } from './features/codec-of.js';
export { cookies } from './features/cookies.js';
export { decodeText } from './features/decode-text.js';
export { formatParameter } from './features/format-parameter.js';
export { formatTypes } from './features/format-types.js';
export { headerParameters } from './features/header-parameters.js';
export { jsonItems } from './features/json-items.js';
export { multipartForms } from './features/multipart-forms.js';
export { pathStyles } from './features/path-styles.js';
export { queryStyles } from './features/query-styles.js';
export { responseStreams } from './features/response-streams.js';
export { serverSentEvents } from './features/server-sent-events.js';
export { urlEncodedForms } from './features/url-encoded-forms.js';
export type { FileContent, FormFile, FormPart } from './form-values.js';
export type { HttpClient, PlainJson } from './http-client.js';
export { findMediaType } from './media-types.js';
export type {
  AddFormat,
  AwaitCall,
  Codec,
  DecodeItems,
  DecodeText,
  EncodedBody,
  ErrorDetails,
  Features,
  FillPath,
  FindMediaType,
  FirstRead,
  FormatParameter,
  FormEncoding,
  HttpMethod,
  ItemSource,
  ItemStream,
  MediaTypes,
  Operation,
  OperationDescriptor,
  PagedOperation,
  Pagination,
  ParameterStyle,
  PathStyle,
  PropertyEncoding,
  ResponseStreams,
  SentRequest,
  ServerSentEvent,
  StyledParameter,
  WriteBody,
  WriteHeaders,
  WriteQueryParameter,
} from './operation.js';
export { type PackedDescriptor, type PackedRest, packRegistry, unpackRegistry } from './registry.js';
export type { AnyBody, BinaryBody, FormBody, MultipartBody, TextBody } from './request.js';
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
export type { FormatTypes, ResponseShapes, ShapedResponse, ShapeParts, Stringify, ValueShape } from './value-shape.js';
export { withRetry } from './with-retry.js';
