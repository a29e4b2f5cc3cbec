/** What the command was asked for. */
export interface Asked {
  /** Names of suites, in the order in which they run. */
  readonly names: readonly string[];
  readonly quick: boolean;
}

/** The command was called in a way it does not know; the message says how it is called. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
}

export const usage = (suites: readonly string[]): string =>
  [
    'npm run bench                    every suite',
    'npm run bench -- SUITE …         some of them; the sections of the others stay',
    'npm run bench -- SUITE --quick   to see that it works: fewer rounds, and nothing is written',
    '',
    `Suites: ${suites.join(', ')}`,
  ].join('\n');

/**
 * Reads the arguments of the command.
 * @throws UsageError for a suite or an option that does not exist
 */
export function readArguments(args: readonly string[], suites: readonly string[]): Asked {
  const options = args.filter((arg) => arg.startsWith('-'));
  const wrong = options.find((option) => option !== '--quick');
  // one with a typing error may not turn a trial into a run that rewrites the results
  if (wrong !== undefined) throw new UsageError(`There is no option ${wrong}.\n\n${usage(suites)}`);
  const names = args.filter((arg) => !arg.startsWith('-'));
  for (const name of names) {
    if (suites.includes(name)) continue;
    const near = suites.find((suite) => isNear(name, suite));
    const guess = near === undefined ? '' : ` Is it ${near}?`;
    throw new UsageError(`There is no suite ${JSON.stringify(name)}.${guess}\n\n${usage(suites)}`);
  }
  return {
    names: names.length === 0 ? suites : suites.filter((suite) => names.includes(suite)),
    quick: options.includes('--quick'),
  };
}

/** Whether what was typed is the beginning or the end of a name, or two letters at most make one of the other. */
function isNear(typed: string, name: string): boolean {
  const lower = typed.toLowerCase();
  if (lower.length > 2 && (name.startsWith(lower) || name.endsWith(lower) || lower.startsWith(name))) return true;
  let before = Array.from({ length: name.length + 1 }, (_, i) => i);
  for (let i = 1; i <= lower.length; i++) {
    const row = [i];
    for (let j = 1; j <= name.length; j++) {
      const change = lower[i - 1] === name[j - 1] ? 0 : 1;
      row.push(Math.min((before[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (before[j - 1] ?? 0) + change));
    }
    before = row;
  }
  return (before[name.length] ?? Number.POSITIVE_INFINITY) <= 2;
}
