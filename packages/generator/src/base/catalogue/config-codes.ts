// Codes of the configuration stage.

export const CONFIG_CODES = {
  'config-missing': {
    severity: 'error',
    cause: 'There is no configuration file where one was looked for.',
    fix: 'Write `influxkit.config.ts`, name a file by `--config FILE`, or give `--input FILE --output DIR`.',
  },
  'config-failed': {
    severity: 'error',
    cause: 'The configuration file could not be run, or has no default export.',
    fix: 'Mend the file; it has to end in `export default defineConfig({ products: [...] })`.',
  },
  'config-invalid': {
    severity: 'error',
    cause: 'An option is missing, misspelt, or has a value of another kind than it takes.',
    fix: 'Correct the option; the README lists all of them.',
  },
  'config-product-unknown': {
    severity: 'error',
    cause: '`--product` names a product that the configuration does not have.',
    fix: 'Name one of the products of the configuration.',
  },
  'config-paths-overlap': {
    severity: 'error',
    cause: 'Two products would write to the same place, or one would overwrite what a contract is read from.',
    fix: 'Give every product an output folder, bundle and table of its own, apart from the contracts.',
  },
  'config-compiler': {
    severity: 'error',
    cause:
      'The package `typescript` is missing, or is one without the API of the compiler: TypeScript 7 has none yet. Commands that edit a configuration or compare types ask it.',
    fix: 'Run `npm install --save-dev typescript@5.9`; a project that compiles by another version has it under another name, such as `npm:typescript@7`.',
  },
} as const;
