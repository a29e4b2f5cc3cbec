// Codes of the load stage: reading, parsing, references, structure.

export const LOAD_CODES = {
  'document-unreadable': {
    severity: 'error',
    cause:
      'A file does not exist, is not a regular file, may not be read, or an address does not respond with a document. Where only a `$ref` leads to it this is a warning.',
    fix: 'Check the path or address, and that it can be read.',
  },
  'document-encoding': {
    severity: 'error',
    cause: 'A document is not UTF-8.',
    fix: 'Save the document as UTF-8.',
  },
  'document-syntax': {
    severity: 'error',
    cause: 'A document is neither well-formed JSON nor well-formed YAML.',
    fix: 'Mend the syntax at the place given.',
  },
  'document-too-large': {
    severity: 'error',
    cause: 'A document, or all of them with their YAML aliases expanded, is larger than the generator takes.',
    fix: 'Split the contract, replace YAML aliases by `$ref`, or raise the limit where you trust the document.',
  },
  'document-too-deep': {
    severity: 'error',
    cause: 'A document is nested deeper than the generator takes, or a YAML anchor contains itself.',
    fix: 'Move inner schemas to `components` and refer to them by `$ref`.',
  },
  'openapi-version': {
    severity: 'error',
    cause: 'The root document is not OpenAPI 3.0, 3.1 or 3.2: Swagger 2.0, a later version, or something else.',
    fix: 'Convert the document to OpenAPI 3; it has to begin with a line like `openapi: 3.1.0`.',
  },
  'structure-kind': {
    severity: 'warning',
    cause:
      'A value is of another kind than OpenAPI has there, such as an array in place of an object. It is left out; a schema is `unknown`.',
    fix: 'Replace the value by one of the kind that OpenAPI expects there.',
  },
  'structure-missing': {
    severity: 'warning',
    cause: 'Something that OpenAPI requires is not there, and what lacks it cannot be used: it is left out.',
    fix: 'Add what is missing.',
  },
  'structure-value': {
    severity: 'warning',
    cause: 'A value is of the right kind but not one that OpenAPI allows there. It is left out.',
    fix: 'Replace the value by an allowed one.',
  },
  'structure-scalar': {
    severity: 'warning',
    cause: 'A number, boolean or date stands where OpenAPI has a string; YAML reads `version: 1.0` as a number.',
    fix: 'Put the value in quotes.',
  },
  'structure-empty': {
    severity: 'warning',
    cause: 'A field has no value. YAML reads `description:` with nothing behind it as null; it is left out.',
    fix: 'Remove the field, or give it a value.',
  },
  'structure-unknown': {
    severity: 'warning',
    cause: 'OpenAPI has no such field at that place. It is usually misspelt; it is left out.',
    fix: 'Correct the spelling, remove it, or begin its name with `x-`.',
  },
  'structure-keyword': {
    severity: 'warning',
    cause: 'JSON Schema has no such keyword, or it says nothing of the type. It makes no difference to the client.',
    fix: 'Correct the spelling, remove it, or begin its name with `x-`.',
  },
  'structure-incomplete': {
    severity: 'warning',
    cause: 'Something that OpenAPI requires is not there, but the client can be generated without it.',
    fix: 'Add what is missing.',
  },
  'key-unsafe': {
    severity: 'warning',
    cause: 'A name is `__proto__`, which JavaScript objects cannot hold as an ordinary key everywhere. It is left out.',
    fix: 'Choose another name.',
  },
  'value-not-json': {
    severity: 'warning',
    cause:
      'YAML gives a value that JSON does not have: `.inf`, `.nan`, or a number too large to hold. It becomes null.',
    fix: 'Write the value as a string or a number that JSON can hold.',
  },
  'ref-invalid': {
    severity: 'warning',
    cause:
      'A `$ref` is not a string, is not a valid URI reference, or points to something that is not an object. A schema is `unknown` there; anything else is left out.',
    fix: 'Write `#/components/<kind>/<name>`, `file.yaml`, or `file.yaml#/path/to/it`.',
  },
  'ref-unresolved': {
    severity: 'warning',
    cause: 'A `$ref` points to a place that does not exist. A schema is `unknown` there; anything else is left out.',
    fix: 'Correct the pointer, or add what it points to.',
  },
  'ref-circular': {
    severity: 'warning',
    cause: 'Following `$ref`s leads back to the beginning with nothing in between: there is nothing to refer to.',
    fix: 'Let one of them hold the definition itself. A schema may refer to itself from a property or from `items`.',
  },
  'ref-outside': {
    severity: 'warning',
    cause:
      'A `$ref` leads to a local file outside the folder that references must stay in. The file is not read: a schema is `unknown` there; anything else is left out.',
    fix: 'Move the file into the folder, or set `refRoot` (`--ref-root`) to a folder that holds all files of the contract.',
  },
  'ref-remote': {
    severity: 'warning',
    cause:
      'A `$ref` leads to the network, or to another host than the document came from, which is not allowed. A schema is `unknown` there; anything else is left out.',
    fix: 'Keep a copy beside the document, or allow it by `allowRemoteRefs: true` (`--allow-remote-refs`).',
  },
  'ref-siblings': {
    severity: 'warning',
    cause: 'OpenAPI 3.0 ignores what stands beside a `$ref`.',
    fix: 'Wrap the reference: `allOf: [{ $ref: … }]` with the rest beside `allOf`.',
  },
  'ref-kind': {
    severity: 'warning',
    cause: 'A `$ref` leads to a component of another kind, such as from a parameter to a schema. It is left out.',
    fix: 'Point it to a component of the kind that stands there.',
  },
  'component-name': {
    severity: 'warning',
    cause: 'The name of a component has characters that OpenAPI does not allow.',
    fix: 'Use letters, digits, `.`, `-` and `_` only.',
  },
  'component-collision': {
    severity: 'warning',
    cause: 'Two different definitions from different files would get the same component name; the later gets a number.',
    fix: 'List both under `components` of the root document, each under the name it shall have.',
  },
  'path-invalid': {
    severity: 'warning',
    cause:
      'A path does not begin with `/`, has a fragment or a query, or its braces do not match. With braces that do not match it is left out.',
    fix: 'Write the path like `/things/{thingId}`.',
  },
  'path-duplicate': {
    severity: 'warning',
    cause:
      'Two paths differ in nothing but the names of their parameters. They are merged; of two operations of one method the later is left out.',
    fix: 'Put their operations under one path.',
  },
  'path-item-conflict': {
    severity: 'warning',
    cause: 'A path item has a `$ref` and, beside it, a field that the referenced path item has too. The latter holds.',
    fix: 'Keep the field in one of the two.',
  },
  'path-parameter': {
    severity: 'warning',
    cause:
      'The braces of a path and the path parameters of an operation do not agree. One that is not declared is a string; one that has no place in the path is left out.',
    fix: 'Declare each `{name}` of the path once as a parameter with `in: path` and `required: true`.',
  },
  'parameter-duplicate': {
    severity: 'warning',
    cause: 'An operation has two parameters of the same name and place. The later one holds.',
    fix: 'Remove one of them.',
  },
  'operation-duplicate-id': {
    severity: 'warning',
    cause: 'Two operations have the same `operationId`. The later one gets an id from its method and path.',
    fix: 'Give each operation an id of its own.',
  },
  'security-unknown': {
    severity: 'warning',
    cause: 'A security requirement names a scheme that the contract does not define. No credentials are sent for it.',
    fix: 'Define it under `components.securitySchemes`, or correct the name.',
  },
  'discriminator-mapping': {
    severity: 'warning',
    cause: 'A discriminator maps a value to a schema that does not exist.',
    fix: 'Correct the mapping: a component’s name or a `$ref`-like pointer.',
  },
  'body-unsendable': {
    severity: 'warning',
    cause: 'A GET, HEAD or TRACE has a request body, which HTTP clients do not send. It is left out.',
    fix: 'Describe what it holds as query parameters, or give the operation another method.',
  },
  'filter-unmatched': {
    severity: 'warning',
    cause: 'A tag, path or operation id of `include` or `exclude` matches no operation of the contract.',
    fix: 'Correct it, or remove it from the configuration.',
  },
  'unsupported-feature': {
    severity: 'warning',
    cause: 'The contract uses a part of OpenAPI 3.2 that says nothing to a client, or that it cannot follow.',
    fix: 'Nothing has to be done if the client can do without it; the message says what happens to it.',
  },
  'unsupported-anchor': {
    severity: 'warning',
    cause:
      'A reference uses an anchor, `$dynamicRef` or `$recursiveRef` that leads to no schema, or to several. The schema is `unknown` there.',
    fix: 'Refer by JSON Pointer: `#/components/schemas/Name`.',
  },
  'unsupported-base': {
    severity: 'warning',
    cause:
      'A schema has `$id`, `$anchor` or `$dynamicAnchor`. It is left out: references are resolved by file and pointer.',
    fix: 'Nothing has to be done unless a `$ref` relies on it; refer by JSON Pointer then.',
  },
  'too-many-problems': {
    severity: 'error',
    cause: 'There are more errors than are worth listing; reading stopped.',
    fix: 'Mend those listed and run again.',
  },
  'too-many-warnings': {
    severity: 'warning',
    cause: 'There are more warnings than are worth listing.',
    fix: 'Mend those listed to see the rest.',
  },
} as const;
