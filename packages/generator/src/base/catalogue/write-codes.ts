// Codes of the write stage.

export const WRITE_CODES = {
  'emitter-failed': {
    severity: 'error',
    cause: 'An emitter of the configuration threw an error, or returned something else than strings by file name.',
    fix: 'Correct the emitter, or remove it from `emitters`; its author knows what it needs.',
  },
  'emitter-file': {
    severity: 'error',
    cause: 'Two emitters write a file of the same name, or one writes a file that the client itself is made of.',
    fix: 'Remove one of the emitters, or have it call its file otherwise.',
  },
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
