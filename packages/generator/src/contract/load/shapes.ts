import { type ComponentKind, OPENAPI_VERSIONS, type OpenApiVersion } from '../document/openapi.js';

/** What stands at a field: one of a shape, a list of them, or an object of them by free names. */
export interface Field {
  readonly shape: ShapeName;
  readonly container: 'one' | 'list' | 'map';
  /** The contract cannot be understood without it. */
  readonly required: boolean;
  /** OpenAPI requires it in these versions, the generator does not. */
  readonly expected: readonly OpenApiVersion[];
  readonly values?: readonly string[];
}

/** What OpenAPI has at one place of a document. */
export interface Shape {
  /** In words, for a message: `a parameter`. */
  readonly called: string;
  readonly fields: ReadonlyMap<string, Field>;
  /** What stands under every other name, where the names are free. */
  readonly rest?: Field;
  /** The kind of component that a `$ref` here leads to; `inline`: what it leads to is put in its place. */
  readonly refs?: ComponentKind | 'inline';
  /** Whether other fields are allowed, as in schemas: they are taken over as data. */
  readonly open: boolean;
}

/** `data` is copied as it is and never looked into: a `$ref` in an example is part of the example. */
export type ShapeName = string;

interface Definition {
  readonly called: string;
  /** `'schema'`, `'schema[]'`, `'schema{}'`; `!` behind it: required; `~`: expected; `~3.1`: expected up to that version; `= a b`: allowed values. */
  readonly fields?: Readonly<Record<string, string>>;
  readonly rest?: string;
  readonly refs?: ComponentKind | 'inline';
  readonly open?: boolean;
}

const STYLES = '= matrix label simple form spaceDelimited pipeDelimited deepObject cookie';

const PARAMETER: Readonly<Record<string, string>> = {
  description: 'text',
  required: 'flag',
  deprecated: 'flag',
  allowEmptyValue: 'flag',
  style: `text ${STYLES}`,
  explode: 'flag',
  allowReserved: 'flag',
  schema: 'schema',
  example: 'data',
  examples: 'example{}',
  content: 'mediaType{}',
};

const DEFINITIONS: Readonly<Record<string, Definition>> = {
  document: {
    called: 'an OpenAPI document',
    fields: {
      openapi: 'data!',
      $self: 'text',
      info: 'info~',
      jsonSchemaDialect: 'text',
      servers: 'server[]',
      paths: 'paths',
      webhooks: 'pathItem{}',
      components: 'components',
      security: 'securityRequirement[]',
      tags: 'tag[]',
      externalDocs: 'data',
    },
  },
  info: {
    called: 'the info object',
    fields: {
      title: 'text~',
      version: 'text~',
      summary: 'text',
      description: 'text',
      termsOfService: 'text',
      contact: 'data',
      license: 'data',
    },
  },
  server: {
    called: 'a server',
    fields: { url: 'text!', name: 'text', description: 'text', variables: 'serverVariable{}' },
  },
  serverVariable: {
    called: 'a server variable',
    fields: { default: 'text!', enum: 'text[]', description: 'text' },
  },
  paths: { called: 'the paths object', rest: 'pathItem' },
  pathItem: {
    called: 'a path item',
    refs: 'inline',
    fields: {
      summary: 'text',
      description: 'text',
      get: 'operation',
      put: 'operation',
      post: 'operation',
      delete: 'operation',
      options: 'operation',
      head: 'operation',
      patch: 'operation',
      trace: 'operation',
      query: 'operation',
      additionalOperations: 'operation{}',
      servers: 'server[]',
      parameters: 'parameter[]',
    },
  },
  operation: {
    called: 'an operation',
    fields: {
      tags: 'text[]',
      summary: 'text',
      description: 'text',
      externalDocs: 'data',
      operationId: 'text',
      parameters: 'parameter[]',
      requestBody: 'requestBody',
      responses: 'responses~',
      callbacks: 'callback{}',
      deprecated: 'flag',
      security: 'securityRequirement[]',
      servers: 'server[]',
    },
  },
  parameter: {
    called: 'a parameter',
    refs: 'parameters',
    fields: { name: 'text!', in: 'text! = query path header cookie querystring', ...PARAMETER },
  },
  header: { called: 'a header', refs: 'headers', fields: PARAMETER },
  requestBody: {
    called: 'a request body',
    refs: 'requestBodies',
    fields: { description: 'text', content: 'mediaType{}!', required: 'flag' },
  },
  responses: { called: 'the responses of an operation', rest: 'response' },
  response: {
    called: 'a response',
    refs: 'responses',
    fields: { summary: 'text', description: 'text~3.1', headers: 'header{}', content: 'mediaType{}', links: 'link{}' },
  },
  mediaType: {
    called: 'a media type',
    refs: 'inline',
    fields: {
      schema: 'schema',
      itemSchema: 'schema',
      example: 'data',
      examples: 'example{}',
      encoding: 'encoding{}',
      prefixEncoding: 'encoding[]',
      itemEncoding: 'encoding',
    },
  },
  encoding: {
    called: 'an encoding',
    fields: {
      contentType: 'text',
      headers: 'header{}',
      style: `text ${STYLES}`,
      explode: 'flag',
      allowReserved: 'flag',
      encoding: 'encoding{}',
      prefixEncoding: 'encoding[]',
      itemEncoding: 'encoding',
    },
  },
  example: {
    called: 'an example',
    refs: 'examples',
    fields: {
      summary: 'text',
      description: 'text',
      value: 'data',
      dataValue: 'data',
      serializedValue: 'text',
      externalValue: 'text',
    },
  },
  link: {
    called: 'a link',
    refs: 'links',
    fields: {
      operationRef: 'text',
      operationId: 'text',
      parameters: 'data',
      requestBody: 'data',
      description: 'text',
      server: 'server',
    },
  },
  callback: { called: 'a callback', refs: 'callbacks', rest: 'pathItem' },
  tag: {
    called: 'a tag',
    fields: {
      name: 'text!',
      summary: 'text',
      description: 'text',
      externalDocs: 'data',
      parent: 'text',
      kind: 'text',
    },
  },
  securityScheme: {
    called: 'a security scheme',
    refs: 'securitySchemes',
    fields: {
      type: 'text! = apiKey http mutualTLS oauth2 openIdConnect',
      description: 'text',
      name: 'text',
      in: 'text = query header cookie',
      scheme: 'text',
      bearerFormat: 'text',
      flows: 'data',
      openIdConnectUrl: 'text',
      oauth2MetadataUrl: 'text',
      deprecated: 'flag',
    },
  },
  securityRequirement: { called: 'a security requirement', rest: 'text[]' },
  components: {
    called: 'the components object',
    fields: {
      schemas: 'schema{}',
      responses: 'response{}',
      parameters: 'parameter{}',
      examples: 'example{}',
      requestBodies: 'requestBody{}',
      headers: 'header{}',
      securitySchemes: 'securityScheme{}',
      links: 'link{}',
      callbacks: 'callback{}',
      pathItems: 'pathItem{}',
      mediaTypes: 'mediaType{}',
    },
  },
  schema: {
    called: 'a schema',
    refs: 'schemas',
    open: true,
    fields: {
      type: 'typeName',
      title: 'text',
      description: 'text',
      format: 'text',
      pattern: 'text',
      nullable: 'flag',
      deprecated: 'flag',
      readOnly: 'flag',
      writeOnly: 'flag',
      enum: 'data[]',
      required: 'text[]',
      properties: 'schema{}',
      patternProperties: 'schema{}',
      additionalProperties: 'schema',
      unevaluatedProperties: 'schema',
      propertyNames: 'schema',
      dependentSchemas: 'schema{}',
      items: 'schema',
      prefixItems: 'schema[]',
      unevaluatedItems: 'schema',
      contains: 'schema',
      allOf: 'schema[]',
      anyOf: 'schema[]',
      oneOf: 'schema[]',
      not: 'schema',
      if: 'schema',
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema; nobody awaits this object
      then: 'schema',
      else: 'schema',
      contentSchema: 'schema',
      $defs: 'schema{}',
      definitions: 'schema{}',
      discriminator: 'discriminator',
      xml: 'data',
      externalDocs: 'data',
    },
  },
  discriminator: {
    called: 'a discriminator',
    fields: { propertyName: 'text!', mapping: 'text{}', defaultMapping: 'text' },
  },
};

/** Fields of a schema in which `true` and `false` say something that no object says better. */
export const BOOLEAN_SCHEMAS: ReadonlySet<string> = new Set([
  'additionalProperties',
  'unevaluatedProperties',
  'unevaluatedItems',
]);

/** Keywords of JSON Schema and of OpenAPI's dialects that are not fields of the shape: they are taken over as data. */
export const OTHER_KEYWORDS: ReadonlySet<string> = new Set(
  (
    '$schema $id id $anchor $dynamicAnchor $dynamicRef $recursiveAnchor $recursiveRef $vocabulary $comment const default example examples ' +
    'maximum exclusiveMaximum minimum exclusiveMinimum multipleOf maxLength minLength maxItems minItems uniqueItems ' +
    'maxContains minContains maxProperties minProperties dependentRequired dependencies additionalItems contentEncoding ' +
    'contentMediaType'
  ).split(' '),
);

/** Keywords of a schema that say nothing of what is valid, and so may stand beside a `$ref` in every version. */
export const ANNOTATIONS: ReadonlySet<string> = new Set([
  'title',
  'summary',
  'description',
  'deprecated',
  'readOnly',
  'writeOnly',
  'default',
  'example',
  'examples',
  'externalDocs',
  '$comment',
]);

/** Shapes by name. */
export const SHAPES: ReadonlyMap<ShapeName, Shape> = new Map(
  Object.entries<Definition>(DEFINITIONS).map(([name, { called, fields = {}, rest, refs, open = false }]) => [
    name,
    {
      called,
      fields: new Map(Object.entries(fields).map(([key, text]) => [key, parseField(text)])),
      open,
      ...(rest && { rest: parseField(rest) }),
      ...(refs && { refs }),
    },
  ]),
);

function parseField(text: string): Field {
  const [, shape = '', container, mark, until, values] =
    /^(\w+)(\[\]|\{\})?([!~])?(3\.\d)?(?: = (.*))?$/.exec(text) ?? [];
  return {
    shape,
    container: container === '[]' ? 'list' : container === '{}' ? 'map' : 'one',
    required: mark === '!',
    expected: mark === '~' ? OPENAPI_VERSIONS.filter((version) => !until || version <= until) : [],
    ...(values && { values: values.split(' ') }),
  };
}
