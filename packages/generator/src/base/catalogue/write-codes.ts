// Codes of the write stage.

export const WRITE_CODES = {
  'output-outside': {
    severity: 'error',
    cause: 'A file would be written outside the output folder, by its name or through a symbolic link.',
    fix: 'Remove the link, or choose another output folder.',
  },
  'output-foreign': {
    severity: 'error',
    cause: 'A file that has to be written exists and was not generated: its first line is not the generator’s mark.',
    fix: 'Move the file away, or choose an output folder that holds nothing but generated files.',
  },
  'output-failed': {
    severity: 'error',
    cause: 'The operating system refused to create, write, rename or remove a file.',
    fix: 'Make the output folder writable, with room for the files, and run again.',
  },
} as const;
