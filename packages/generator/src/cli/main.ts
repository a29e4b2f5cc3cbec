import { ContractError, formatDiagnostic, quote } from '../base/diagnostics.js';
import { similar } from '../base/similar.js';
import { VERSION } from '../base/version.js';
import { type CommandContext, type ExitCode, UsageError } from './command.js';
import { COMMANDS } from './commands.js';
import { exitCodeOf } from './exit-code.js';
import { helpOf, readCall } from './parse-options.js';

/**
 * Runs a command line.
 * @param args what stands behind the program's name
 * @returns the exit code: 0 done, 1 problems or differences, 2 called wrongly
 */
export async function main(args: readonly string[], io: CommandContext): Promise<ExitCode> {
  const [name = '--help', ...rest] = args;
  if (name === '--help' || name === '-h' || name === 'help') {
    io.out(helpOfAll());
    return 0;
  }
  if (name === '--version' || name === '-v') {
    io.out(`${VERSION}\n`);
    return 0;
  }
  const entry = COMMANDS.find((command) => command.name === name);
  if (!entry) {
    const near = similar(
      name,
      COMMANDS.map((command) => command.name),
    );
    io.err(`There is no command ${quote(name)}.${near ? ` Did you mean ${near}?` : ''}\n\n${helpOfAll()}`);
    return 2;
  }
  const command = await entry.load();
  try {
    const call = readCall(rest, command, io);
    if (call.flag('help')) {
      io.out(helpOf(command));
      return 0;
    }
    return await command.run(call);
  } catch (error) {
    return failed(error, name, io);
  }
}

function failed(error: unknown, name: string, io: CommandContext): ExitCode {
  if (error instanceof UsageError) {
    io.err(`${error.message}\nSee influxkit ${name} --help.\n`);
    return 2;
  }
  if (error instanceof ContractError) {
    io.err(`${error.diagnostics.map(formatDiagnostic).join('\n')}\n`);
    return exitCodeOf(error.diagnostics);
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.err(`influxkit ${name} broke down; this is a defect of influxkit, please report it.\n${text}\n`);
  return 2;
}

function helpOfAll(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  return [
    'influxkit: typed TypeScript clients from OpenAPI contracts',
    '',
    'Usage',
    '  influxkit COMMAND [options]',
    '',
    'Commands',
    ...COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'influxkit COMMAND --help shows the options of a command; influxkit --version the version.',
    '',
  ].join('\n');
}
