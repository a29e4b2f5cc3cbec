import type {
  Codec,
  ErrorHeaders,
  FormatParameter,
  HttpMethod,
  Pagination,
  PathStyle,
  PropertyEncoding,
  SecuritySchemes,
  ServerTemplate,
  StyledParameter,
} from '@influxkit/runtime';
import type { SecurityRequirement } from '../../contract/document/openapi.js';
import type { ComponentForms, EventForm, OperationForm, PathForm } from './schemas/contract-forms.js';
import type { Discriminators } from './schemas/discriminators.js';
import type { ReferenceCycles } from './schemas/reference-cycles.js';
import type { NamedSchema, Schema } from './schemas/schema-form.js';
import type { ValueFormats } from './schemas/value-formats.js';

/** An API as its client shows it. Every name in it is safe to stand in code; every text is as the contract has it. */
export interface ApiModel {
  /** The product's name in the configuration, such as `oss-v2`. */
  readonly product: string;
  readonly title: string;
  readonly version: string;
  readonly description?: string;
  /** Type of the client, such as `OssV2`. */
  readonly clientType: string;
  /** Function that creates it, such as `createOssV2`. */
  readonly clientName: string;
  /** Type of the options that it takes, such as `OssV2Options`. */
  readonly clientOptions: string;
  /** Parameters that are options of the client, by place and in the configuration's order. */
  readonly bound: readonly BoundModel[];
  /** Further functions that create the client, for servers whose paths lack a prefix. */
  readonly variants: readonly VariantModel[];
  readonly errorHeaders?: ErrorHeaders;
  readonly securitySchemes: SecuritySchemes;
  /** The address of the contract's server, where it is a whole one. */
  readonly server?: ServerTemplate;
  /** In the contract's order. */
  readonly operations: readonly OperationModel[];
  /** The resource tree. */
  readonly root: ResourceModel;
  /** Named schemas, in the contract's order. */
  readonly schemas: readonly SchemaModel[];
  /** The schemas of the contract and what stands around them. */
  readonly schemaForms: SchemaForms;
  /** Requests that the server sends: webhooks and callbacks. */
  readonly events: readonly EventModel[];
  /** Names of the types that hold all payloads: an interface by name, and a union. */
  readonly eventUnions: Readonly<Record<EventModel['kind'], { readonly map: string; readonly union: string }>>;
  /** The security that operations have unless they say otherwise. */
  readonly security: readonly SecurityRequirement[];
}

/** The schemas of a contract in the form that emitters read, and what is known of all of them together. */
export interface SchemaForms {
  /** In the contract's order; last those inside other components that something refers to. */
  readonly named: readonly NamedSchema[];
  readonly components: ComponentForms;
  readonly paths: readonly PathForm[];
  readonly cycles: ReferenceCycles;
  readonly discriminators: Discriminators;
  /** Which values are read as something else than JSON has. Absent: none. */
  readonly formats?: ValueFormats;
}

/** A request that the server sends. */
export interface EventModel {
  /** Name of the webhook, or of the operation and its callback, such as `createJob.done`. */
  readonly name: string;
  readonly kind: 'webhook' | 'callback';
  /** Name that the type of its payload is exported by, such as `ShipmentDeliveredWebhook`. */
  readonly typeName: string;
  readonly form: EventForm;
}

/** A function that creates the client for servers whose paths lack a prefix. */
export interface VariantModel {
  /** Such as `createOnPremises`. */
  readonly name: string;
  /** Type of the options that it takes, such as `OnPremisesOptions`. */
  readonly options: string;
  readonly withoutPrefix: string;
}

/** A name in the resource tree: a resource, a method, or a method with something below it. */
export interface ResourceModel {
  /** Names from the root, such as `['buckets', 'labels']`; empty for the root. */
  readonly name: readonly string[];
  /** The interface that describes it; that of the operation where it can be called. */
  readonly typeName: string;
  /**
   * The interface of what is below it, where it can be called as well: there has to be one whether or not it can be called,
   * for callers import it.
   */
  readonly childrenType?: string;
  /** The operation that it calls, where it can be called. */
  readonly operation?: OperationModel;
  /** In the order in which the contract first names them. */
  readonly children: readonly ResourceModel[];
  /** What the contract's tag of the same name says of it. */
  readonly description?: string;
}

export interface OperationModel {
  /** The contract's operation id, or one derived from method and path. */
  readonly id: string;
  /** Key in `operations` of `schema.ts`. */
  readonly key: string;
  /** Where it stands in the document, as a JSON pointer. */
  readonly pointer: string;
  /** Name from the client's root, such as `['buckets', 'list']`. */
  readonly name: readonly string[];
  readonly method: HttpMethod;
  readonly path: string;
  /** What stands before `path`: a path below the base URL, or the whole address of a server of its own. */
  readonly server?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly deprecated: boolean;
  /** How its method is called, and what its exported names are. */
  readonly signature: Signature;
  /** In the path's order; those that are bound are not among them. */
  readonly pathParameters: readonly ArgumentModel[];
  /** Names of path parameters that the client has from its options, in the path's order. */
  readonly boundParameters: readonly string[];
  /** In the contract's order. */
  readonly queryParameters: readonly QueryParameterModel[];
  /** What HTTP negotiates and what is bound is not among them. */
  readonly headerParameters: readonly StyledParameterModel[];
  readonly cookieParameters: readonly StyledParameterModel[];
  readonly body?: BodyModel;
  readonly responses: ResponsesModel;
  /** The parameter that says in which form to respond; it is not among the others. */
  readonly format?: FormatParameter;
  readonly page?: PageModel;
  /** The schemas of its parameters, body and responses. */
  readonly form: OperationForm;
  /** What the items of its responses hold as JSON, where `schemaForms` has formats; absent: it gives none. */
  readonly items?: readonly Schema[];
  /** Absent: the contract's default. */
  readonly security?: readonly SecurityRequirement[];
  /** Absent: as HTTP says of the method. */
  readonly idempotent?: boolean;
}

/** Names that an operation exports; all of them follow from the method's name. */
export interface SignatureNames {
  /** The constant that holds its descriptor, such as `bucketsList`. */
  readonly constant: string;
  /** Interface of the method, such as `BucketsListMethod`. */
  readonly method: string;
  /** Interface of the query parameters, such as `BucketsListQuery`; absent where there are none. */
  readonly query?: string;
  /** Interface of the options, such as `BucketsListOptions`; absent where `CallOptions` serves. */
  readonly options?: string;
  /** Interface of the response headers, such as `BucketsListHeaders`; absent where the contract declares none. */
  readonly headers?: string;
  /** Type of a URL-encoded form, such as `TokensCreateFormBody`; absent where the operation takes none. */
  readonly form?: string;
  /** Type of a multipart form, such as `DocumentsUploadMultipartBody`; absent where the operation takes none. */
  readonly multipart?: string;
}

export interface Signature {
  readonly names: SignatureNames;
  /** Members that the options have beside those of every call. */
  readonly options: {
    /** The query, where the body takes its place among the arguments. */
    readonly query?: { readonly typeName: string; readonly required: boolean };
    readonly headers?: { readonly parameters: readonly ParameterModel[]; readonly required: boolean };
    /** Never required: a platform may have cookies of its own. */
    readonly cookies?: readonly ParameterModel[];
  };
  /** One for each pair of a body's type and a response's; the default first. */
  readonly overloads: readonly Overload[];
}

export interface Overload {
  readonly arguments: readonly SignatureArgument[];
  readonly response: ResponseChoice;
}

/** One argument. One that is not required may be left out where none that follows is required; otherwise it may be undefined. */
export type SignatureArgument = {
  readonly name: string;
  readonly required: boolean;
  /** Whether it may be left out altogether, which only the last may. */
  readonly omittable: boolean;
} & (
  | { readonly role: 'path' | 'body'; readonly type: TypeModel }
  | { readonly role: 'query'; readonly typeName: string }
  | {
      readonly role: 'options';
      readonly typeName: string | undefined;
      /** Media types that this overload stands for, where there is a choice. */
      readonly contentType?: MediaTypeChoice;
      readonly accept?: MediaTypeChoice;
    }
);

export interface MediaTypeChoice {
  readonly mediaTypes: readonly string[];
  /** The default may be left out. */
  readonly required: boolean;
}

/** A parameter that is given when the client is created. */
export interface BoundModel {
  readonly in: 'path' | 'header';
  /** As the configuration spells it. */
  readonly name: string;
  /** Name of the option. */
  readonly option: string;
  readonly required: boolean;
}

export interface ParameterModel {
  readonly name: string;
  readonly required: boolean;
  readonly deprecated: boolean;
  readonly description?: string;
  readonly type: TypeModel;
  /** What the schema says beside the type: default and bounds, in words. */
  readonly bounds?: string;
}

export interface ArgumentModel extends ParameterModel {
  /** Name of the argument in code. */
  readonly argument: string;
  /** How it is written, where it is more than a scalar in the style `simple`, or keeps reserved characters. */
  readonly style?: PathStyle;
}

export interface StyledParameterModel extends ParameterModel {
  /** As the operation descriptor has it. */
  readonly descriptor: StyledParameter;
}

export interface QueryParameterModel extends StyledParameterModel {
  /** The schema's `maximum`. */
  readonly maximum?: number;
  /** Where it begins: the schema's `default`, or else its `minimum`. */
  readonly least?: number;
}

export interface BodyModel {
  readonly required: boolean;
  readonly description?: string;
  /** Groups of media types that take the same type; the default is the first of the first. */
  readonly choices: readonly BodyChoice[];
  /** Media type to codec; the default comes first. */
  readonly codecs: ReadonlyMap<string, Codec>;
  /** The forms among them, whose types are exported by names of their own. */
  readonly forms: readonly FormModel[];
}

/** A form whose properties the contract describes. */
export interface FormModel {
  readonly mediaType: string;
  readonly codec: 'form' | 'multipart';
  /** One where it is an object; several where it is one of several objects. */
  readonly alternatives: readonly FormObject[];
  /** How its properties are written, as far as their values do not say it. */
  readonly encoding: ReadonlyMap<string, PropertyEncoding>;
}

export interface FormObject {
  readonly properties: readonly ParameterModel[];
  /** Whether it takes other properties as well. */
  readonly isOpen: boolean;
}

export interface BodyChoice {
  readonly mediaTypes: readonly string[];
  readonly type: TypeModel;
}

export interface ResponsesModel {
  /** Media type to codec over all responses of success; the default comes first. */
  readonly codecs: ReadonlyMap<string, Codec>;
  /** What JSON of every response of success is; absent where it may be more than one of them, or a value alone. */
  readonly holds?: 'object' | 'array' | undefined;
  /** Statuses of success that the contract lists. */
  readonly success: readonly number[];
  /** Groups of media types whose responses have the same types; the default is the first. One without media types: no body. */
  readonly choices: readonly ResponseChoice[];
  readonly failures: readonly FailureModel[];
  /** Headers that responses of success declare; required is what all of them do. */
  readonly headers: readonly ParameterModel[];
}

export interface ResponseChoice {
  readonly mediaTypes: readonly string[];
  /** Name of the type of `.result()`. */
  readonly resultType: string;
  readonly successes: readonly SuccessModel[];
}

export interface SuccessModel {
  readonly statuses: StatusSet;
  readonly type: TypeModel;
}

export interface FailureModel {
  readonly statuses: StatusSet;
  readonly type: TypeModel;
}

/** Statuses that a response stands for: those listed, or a whole class (or all of its kind) but those listed elsewhere. */
export type StatusSet =
  | { readonly kind: 'listed'; readonly statuses: readonly number[] }
  | { readonly kind: 'others'; readonly except: readonly number[] };

export interface PageModel {
  readonly rule: Pagination;
  readonly item: TypeModel;
}

export interface SchemaModel {
  /** The contract's name. */
  readonly name: string;
  /** Key in `components['schemas']` of `schema.ts`. */
  readonly key: string;
  /** Name that it is exported by. */
  readonly typeName: string;
  /** An interface shows by its own name in an editor; only what is an object with known members can be one. */
  readonly form: 'interface' | 'alias';
  /** The schema itself. */
  readonly schema: NamedSchema;
  /** Name of the type that requests take, where that is another one: `BucketWritable`. */
  readonly writeTypeName?: string;
  readonly description?: string;
  readonly deprecated: boolean;
}

/** A type, by its name or by where it is found. */
export type TypeModel =
  | { readonly kind: 'keyword'; readonly name: Keyword }
  | { readonly kind: 'literals'; readonly values: readonly (string | number | boolean)[] }
  | { readonly kind: 'model'; readonly typeName: string }
  | { readonly kind: 'array'; readonly of: TypeModel }
  | { readonly kind: 'union'; readonly of: readonly TypeModel[] }
  /** A property, or the elements, of another type. `optional`: it may be absent there. */
  | {
      readonly kind: 'member';
      readonly of: TypeModel;
      readonly key: string | number | 'elements';
      readonly optional: boolean;
    }
  /** An object type without one of its members. */
  | { readonly kind: 'without'; readonly of: TypeModel; readonly key: string }
  /** `operations` of `schema.ts`. */
  | { readonly kind: 'operations' }
  /** A form of an operation, a type of `client.ts`. */
  | { readonly kind: 'form'; readonly codec: 'form' | 'multipart' }
  /** A value of a form with headers of its part. */
  | { readonly kind: 'part'; readonly of: TypeModel; readonly headers: readonly ParameterModel[] }
  /** Items of a response, one after another. */
  | { readonly kind: 'items'; readonly of: TypeModel }
  /** A whole server-sent event; of one name, where it says so. */
  | { readonly kind: 'event'; readonly data: TypeModel; readonly names?: readonly string[] };

/** Types that are written by one name: TypeScript's, the platform's and the runtime's. */
export type Keyword =
  | 'string'
  | 'number'
  | 'boolean'
  | 'unknown'
  | 'undefined'
  | 'Uint8Array'
  | 'ReadableStream<Uint8Array>'
  | 'TextBody'
  | 'BinaryBody'
  | 'FormBody'
  | 'MultipartBody'
  | 'AnyBody'
  | 'FormFile'
  | 'Date'
  | 'bigint'
  | 'null';
