// Codes of the model and emit stages: names, pagination, codecs, what a client cannot express.

export const MODEL_CODES = {
  'name-collision': {
    severity: 'error',
    cause:
      'Two operations get the same method name by the rules, a method and a resource share one, or two types would have one name.',
    fix: 'Give one of them a name of its own under `names` in the product’s configuration.',
  },
  'name-unusable': {
    severity: 'error',
    cause: 'No method name can be made from a path, or a configured name is not one.',
    fix: 'Name the operation under `names` in the product’s configuration: words in camelCase, joined by dots.',
  },
  'name-unsettled': {
    severity: 'warning',
    cause:
      'Two operations, schemas or webhooks would have one name, or a path gives none, and the configuration does not say which is called how.',
    fix: 'Settle it under `names` or `schemaNames` in the product’s configuration; the message has the line for it.',
  },
  'pagination-mismatch': {
    severity: 'error',
    cause: 'A pagination rule, found or configured, does not fit the operation’s parameters or its response.',
    fix: 'Set the operation’s pagination, or `false`, under `pagination` in the product’s configuration.',
  },
  'config-unknown-operation': {
    severity: 'error',
    cause: 'The configuration speaks of an operation, a schema or a parameter that the contract does not have.',
    fix: 'Correct the name in the configuration, or remove the entry.',
  },
  'feature-unsupported': {
    severity: 'warning',
    cause: 'The contract uses something that a generated client cannot express.',
    fix: 'Nothing has to be done if the client can do without it; the message says what happens to it.',
  },
} as const;
