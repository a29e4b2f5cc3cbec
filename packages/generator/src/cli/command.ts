/** What a command line has around it. */
export interface CommandContext {
  /** Writes to standard output: results. */
  readonly out: (text: string) => void;
  /** Writes to standard error: progress and problems. */
  readonly err: (text: string) => void;
  /** Whether standard error is a terminal, where a line can be rewritten. */
  readonly isTerminal: boolean;
  readonly useColor: boolean;
  readonly cwd: string;
  /** When the generator was built, in milliseconds of the epoch. */
  readonly builtAt: number;
  /** Lets `stop` be called, instead of the process be ended, when the user asks to stop. */
  readonly onStop: (stop: () => void) => void;
}

/** Done; found problems or differences; could not be run as it was called. */
export type ExitCode = 0 | 1 | 2;

/** An option as the help shows it. */
export interface OptionSpec {
  /** What its value is called; absent for a flag. */
  readonly value?: string;
  /** Whether it may be given several times. */
  readonly many?: boolean;
  readonly short?: string;
  readonly help: string;
}

export type OptionTable = Readonly<Record<string, OptionSpec>>;

export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** How it is called, a line for each way. */
  readonly usage: readonly string[];
  readonly options: OptionTable;
  /** Names of what is given without an option, such as `['OLD', 'NEW']`. Default: nothing. */
  readonly positionals?: readonly string[];
  readonly run: (call: Call) => Promise<ExitCode>;
}

/** A command line, read. */
export interface Call {
  readonly io: CommandContext;
  readonly positionals: readonly string[];
  /** The value of an option that takes one. */
  text(option: string): string | undefined;
  /** All values of an option that may be repeated. */
  list(option: string): readonly string[];
  flag(option: string): boolean;
}

/** A command line that makes no sense: reported with how to call the command; exit code 2. */
export class UsageError extends Error {}
