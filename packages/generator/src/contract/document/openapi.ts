import type { Location } from '../../base/diagnostics.js';
import type { JsonObject, JsonValue } from '../../base/json.js';

/** Fields of a path item that hold operations. */
export const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'] as const;

/** Field of a path item (OpenAPI 3.2) with operations of other methods, each by its method as it is sent. */
export const OTHER_METHODS = 'additionalOperations';

/** A file that a contract was read from. */
export interface SourceFile {
  /** Absolute path or URL. */
  readonly path: string;
  /** SHA-256 of its bytes, hexadecimal. */
  readonly sha256: string;
}

/** The versions of OpenAPI that are read, in their order. */
export const OPENAPI_VERSIONS = ['3.0', '3.1', '3.2'] as const;
export type OpenApiVersion = (typeof OPENAPI_VERSIONS)[number];

/** A contract, read, bundled and found to be well formed. */
export interface LoadedContract {
  /** One document in which every `$ref` points into its own `components` (or to an internal pointer). */
  readonly document: OpenApiDocument;
  readonly version: OpenApiVersion;
  /** Every file that was read, in the order of reading; the root comes first. */
  readonly files: readonly SourceFile[];
  /** Where a pointer of the bundled document (RFC 6901, `/paths/~1api/get`) stands in the sources. */
  locate(pointer: string): Location | undefined;
}

/** As much of OpenAPI's shape as the later stages rely on. The loader has checked it. */
export interface OpenApiDocument {
  openapi: string;
  info: { title: string; version: string; description?: string };
  servers?: ServerObject[];
  security?: SecurityRequirement[];
  tags?: { name: string; description?: string }[];
  paths: Record<string, PathItem>;
  components?: Partial<Record<ComponentKind, Record<string, JsonObject>>>;
  [extension: `x-${string}`]: JsonValue;
}

export type ComponentKind =
  | 'schemas'
  | 'responses'
  | 'parameters'
  | 'examples'
  | 'requestBodies'
  | 'headers'
  | 'securitySchemes'
  | 'links'
  | 'callbacks'
  | 'pathItems';

export type SecurityRequirement = Record<string, string[]>;

export interface ServerObject {
  url: string;
  description?: string;
  variables?: Record<string, { default: string; enum?: string[]; description?: string }>;
}

export interface PathItem {
  summary?: string;
  description?: string;
  servers?: ServerObject[];
  parameters?: (ParameterObject | Reference)[];
  get?: OperationObject;
  put?: OperationObject;
  post?: OperationObject;
  delete?: OperationObject;
  options?: OperationObject;
  head?: OperationObject;
  patch?: OperationObject;
  trace?: OperationObject;
  query?: OperationObject;
  additionalOperations?: Record<string, OperationObject>;
}

export interface Reference {
  $ref: string;
  summary?: string;
  description?: string;
}

export interface OperationObject {
  operationId?: string;
  summary?: string;
  description?: string;
  tags?: string[];
  deprecated?: boolean;
  parameters?: (ParameterObject | Reference)[];
  requestBody?: RequestBodyObject | Reference;
  responses?: Record<string, ResponseObject | Reference>;
  security?: SecurityRequirement[];
  servers?: ServerObject[];
}

export interface ParameterObject {
  name: string;
  in: 'query' | 'path' | 'header' | 'cookie' | 'querystring';
  description?: string;
  required?: boolean;
  deprecated?: boolean;
  style?: string;
  explode?: boolean;
  schema?: SchemaObject | Reference;
  content?: Record<string, MediaTypeObject>;
}

export interface RequestBodyObject {
  description?: string;
  required?: boolean;
  content: Record<string, MediaTypeObject>;
}

export interface ResponseObject {
  description: string;
  headers?: Record<string, JsonObject>;
  content?: Record<string, MediaTypeObject>;
}

export interface MediaTypeObject {
  schema?: SchemaObject | Reference;
  /** Of each item of a stream (OpenAPI 3.2). */
  itemSchema?: SchemaObject | Reference;
}

export type SchemaObject = JsonObject;
