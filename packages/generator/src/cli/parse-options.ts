import { parseArgs } from 'node:util';
import { quote } from '../base/diagnostics.js';
import { similar } from '../base/similar.js';
import {
  type Call,
  type Command,
  type CommandContext,
  type OptionSpec,
  type OptionTable,
  UsageError,
} from './command.js';

const COMMON: OptionTable = { help: { short: 'h', help: 'Shows this.' } };

/**
 * Reads a command line against the options of a command.
 * @throws UsageError for what the command does not have
 */
export function readCall(args: readonly string[], command: Command, io: CommandContext): Call {
  const table = { ...command.options, ...COMMON };
  const { tokens } = parseArgs({ args: [...args], options: parserOptions(table), strict: false, tokens: true });
  const values = new Map<string, string[]>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const spec = Object.hasOwn(table, token.name) ? table[token.name] : undefined;
    if (!spec) throw unknownOption(token.rawName, table);
    values.set(token.name, [...(values.get(token.name) ?? []), readValue(token, spec)]);
    if (!spec.many && (values.get(token.name) ?? []).length > 1)
      throw new UsageError(`${token.rawName} is given twice.`);
  }
  const names = command.positionals ?? [];
  const extra = positionals[names.length];
  if (extra !== undefined) throw new UsageError(`${quote(extra)} is one argument too many.`);
  return {
    io,
    positionals,
    text: (option) => values.get(option)?.[0],
    list: (option) => values.get(option) ?? [],
    flag: (option) => values.has(option),
  };
}

type OptionToken = { readonly rawName: string; readonly value?: string | undefined };

function readValue({ rawName, value }: OptionToken, spec: OptionSpec): string {
  if (spec.value === undefined) {
    if (value !== undefined) throw new UsageError(`${rawName} takes no value.`);
    return '';
  }
  // `--output --check` names a folder by mistake far more often than on purpose.
  if (value === undefined || value === '' || value.startsWith('--')) {
    throw new UsageError(`${rawName} needs a value: ${rawName} ${spec.value}.`);
  }
  return value;
}

function parserOptions(table: OptionTable): NonNullable<Parameters<typeof parseArgs>[0]>['options'] {
  const entries = Object.entries(table).map(([name, { value, short }]) => [
    name,
    { type: value === undefined ? 'boolean' : 'string', multiple: true, ...(short && { short }) },
  ]);
  return Object.fromEntries(entries) as NonNullable<Parameters<typeof parseArgs>[0]>['options'];
}

function unknownOption(rawName: string, table: OptionTable): UsageError {
  const near = similar(rawName.replace(/^-+/, ''), Object.keys(table));
  return new UsageError(`There is no option ${quote(rawName)}.${near === undefined ? '' : ` Did you mean --${near}?`}`);
}

/** The help of a command. */
export function helpOf({ name, summary, usage, options }: Command): string {
  const rows = Object.entries({ ...options, ...COMMON }).map(([option, { value, short, many, help }]) => {
    const left = `${short ? `-${short}, ` : '    '}--${option}${value ? ` ${value}` : ''}${many ? ' …' : ''}`;
    return [left, help] as const;
  });
  const width = Math.max(...rows.map(([left]) => left.length));
  return [
    `influxkit ${name}: ${summary}`,
    '',
    'Usage',
    ...usage.map((line) => `  ${line}`),
    '',
    'Options',
    ...rows.map(([left, help]) => `  ${left.padEnd(width)}  ${help}`),
    '',
    'Exit codes: 0 done, 1 problems or differences, 2 called wrongly.',
    '',
  ].join('\n');
}
