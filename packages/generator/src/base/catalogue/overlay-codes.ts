// Codes of overlays, and of pulling a contract from upstream.

export const OVERLAY_CODES = {
  'overlay-unreadable': {
    severity: 'error',
    cause: 'An overlay does not exist, may not be read, or is neither JSON nor YAML.',
    fix: 'Check the path or address of the overlay, and its syntax at the place given.',
  },
  'overlay-invalid': {
    severity: 'error',
    cause: 'A document is not an overlay as the Overlay Specification 1.0 or 1.1 describes it.',
    fix: 'Begin it with `overlay: 1.0.0`, `info` with title and version, and an array of `actions`, each with a `target`.',
  },
  'overlay-target': {
    severity: 'error',
    cause: 'The target of an action is not a JSONPath expression (RFC 9535).',
    fix: "Write the target as in RFC 9535, such as `$.paths['/buckets'].get`.",
  },
  'overlay-unmatched': {
    severity: 'warning',
    cause:
      'The target of an action matches nothing in the contract: what it was to change is gone, renamed or mended upstream.',
    fix: 'Correct the target, or remove the action if it is not needed any longer.',
  },
  'overlay-incompatible': {
    severity: 'error',
    cause:
      'An update is of another kind than what it is to be merged with, or the target may not be changed in that way.',
    fix: 'Give an object for an object, an entry for an array; to replace an array, remove it first and add it again.',
  },
  'overlay-extends': {
    severity: 'warning',
    cause: 'An overlay says by `extends` that it is for another document.',
    fix: 'Correct `extends`, or take the overlay out of this product’s configuration.',
  },
  'pull-source': {
    severity: 'error',
    cause: 'There is nothing to pull: no SOURCE was given and the product has no `upstream`.',
    fix: 'Give a file or an address, or set `upstream` in the product’s configuration.',
  },
  'pull-place': {
    severity: 'error',
    cause: 'A stub has no place to go to: the contract is not a YAML document that could be written to.',
    fix: 'Write the new parts by hand, or split the contract into YAML files.',
  },
  'review-pending': {
    severity: 'warning',
    cause: 'A part of the contract was written by `influxkit pull --apply` and has not been reviewed.',
    fix: 'Describe it in your own words, then remove its `x-influxkit-review`.',
  },
} as const;
