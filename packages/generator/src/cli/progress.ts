import type { Step } from '../generate/generate.js';
import type { CommandContext } from './command.js';

const WORDS: Readonly<Record<Step, string>> = {
  load: 'reading the contract',
  model: 'naming its operations',
  emit: 'generating the client',
  write: 'writing files',
};

/** Tells what is being done: on a terminal in one line that is rewritten, elsewhere in a line for each step. */
export class Progress {
  readonly #io: CommandContext;
  readonly #silent: boolean;

  constructor(io: CommandContext, silent: boolean) {
    this.#io = io;
    this.#silent = silent;
  }

  show(product: string, step: Step): void {
    this.tell(`${product}: ${WORDS[step]}`);
  }

  tell(line: string): void {
    if (this.#silent) return;
    this.#io.err(this.#io.isTerminal ? `\r\u001b[K${line}` : `${line}\n`);
  }

  clear(): void {
    if (!this.#silent && this.#io.isTerminal) this.#io.err('\r\u001b[K');
  }
}
