// Codes of changesets that follow from contracts.

export const CHANGESET_CODES = {
  'changeset-git': {
    severity: 'error',
    cause: 'The folder is in no git repository, or git cannot be run: what was released cannot be known.',
    fix: 'Run the command in a clone of the repository, with git installed.',
  },
  'changeset-base': {
    severity: 'error',
    cause: 'The contract that changes are counted from is not in this clone, or is no contract.',
    fix: 'Fetch the whole history (`git fetch --unshallow`), or name a commit by `--base`.',
  },
  'changeset-packages': {
    severity: 'error',
    cause: 'The packages of the workspace cannot be found without changesets, which is not installed.',
    fix: 'Install `@changesets/cli` in the root of the repository.',
  },
  'changeset-prerelease': {
    severity: 'error',
    cause: 'The file `.changeset/pre.json` cannot be read: which changesets a prerelease has used is not known.',
    fix: 'Settle its merge conflict, or take it from the last prerelease.',
  },
  'changeset-product': {
    severity: 'error',
    cause: 'A product has no bundled contract (`bundle`), or its output is in no package: it cannot have a changeset.',
    fix: 'Set `bundle` in the product’s configuration and run `influxkit generate`.',
  },
} as const;
