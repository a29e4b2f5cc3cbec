import type { CommandContext } from '../../src/cli/command.js';
import { main } from '../../src/cli/main.js';

/** What a command line printed, and how it ended. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `influxkit` in a folder. */
export function influxkit(cwd: string, ...args: string[]): Promise<Outcome> {
  return influxkitWith({ isTerminal: false }, cwd, ...args);
}

/** Runs `influxkit` in a folder, with standard error a terminal or none. */
export async function influxkitWith(
  { isTerminal }: Pick<CommandContext, 'isTerminal'>,
  cwd: string,
  ...args: string[]
): Promise<Outcome> {
  let [out, err] = ['', ''];
  const io: CommandContext = {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    isTerminal,
    useColor: false,
    cwd,
    builtAt: 0,
    onStop: () => {},
  };
  const code = await main(args, io);
  return { code, out, err };
}
