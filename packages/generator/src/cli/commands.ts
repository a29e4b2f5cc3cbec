import type { Command } from './command.js';

/** A command and where it is. Each is loaded when it is called. */
interface Entry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

export const COMMANDS: readonly Entry[] = [
  {
    name: 'init',
    summary: 'Sets up the package of a client: configuration, scripts, checks and changesets.',
    load: async () => (await import('./commands/init-command.js')).initCommand,
  },
  {
    name: 'generate',
    summary: 'Generates typed clients from OpenAPI contracts.',
    load: async () => (await import('./commands/generate-command.js')).generateCommand,
  },
  {
    name: 'diff',
    summary: 'Tells what a change of contract means for callers: major, minor or patch.',
    load: async () => (await import('./commands/diff-command.js')).diffCommand,
  },
  {
    name: 'changeset',
    summary: 'Writes a changeset for each product whose contract changed.',
    load: async () => (await import('./commands/changeset-command.js')).changesetCommand,
  },
  {
    name: 'pull',
    summary: 'Compares a contract with what its API says upstream, and writes stubs of what is new.',
    load: async () => (await import('./commands/pull-command.js')).pullCommand,
  },
];
