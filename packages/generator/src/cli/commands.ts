import type { Command } from './command.js';

/** A command and where it is. Each is loaded when it is called. */
interface Entry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

export const COMMANDS: readonly Entry[] = [
  {
    name: 'generate',
    summary: 'Generates typed clients from OpenAPI contracts.',
    load: async () => (await import('./generate-command.js')).generateCommand,
  },
];
