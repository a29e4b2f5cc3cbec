/** The names of options; what stands beside each does not count. */
export type OptionNames = Readonly<Record<string, unknown>>;

/**
 * Refuses an option that there is not: in JavaScript it would be left out without a word. One that is undefined is not set.
 *
 * @param place what takes them, such as `InfluxDB`
 * @param names all that there are
 * @param renamed names that others have for them, by theirs
 * @throws TypeError that names the option, and the one that is meant
 */
export function checkOptionNames(
  place: string,
  options: object,
  names: OptionNames,
  renamed: Readonly<Record<string, string>> = {},
): void {
  for (const [given, value] of Object.entries(options)) {
    if (value === undefined || Object.hasOwn(names, given)) continue;
    if (Object.hasOwn(renamed, given))
      throw new TypeError(`${place}: the option is called \`${renamed[given]}\`, got \`${given}\``);
    const all = Object.keys(names);
    const meant = nearest(given, all);
    throw new TypeError(
      `${place}: there is no option \`${given}\`; ${meant === undefined ? `there are ${all.join(', ')}` : `did you mean \`${meant}\`?`}`,
    );
  }
}

/** The name that has the most pairs of letters in common with another, where that is at least half of them. */
function nearest(given: string, names: readonly string[]): string | undefined {
  const pairs = pairsOf(given);
  let most = 0.5;
  let best: string | undefined;
  for (const name of names) {
    const others = pairsOf(name);
    const share = (2 * pairs.filter((pair) => others.includes(pair)).length) / (pairs.length + others.length);
    if (share >= most) {
      most = share;
      best = name;
    }
  }
  return best;
}

/** `org` has ` o`, `or`, `rg`. */
const pairsOf = (name: string): string[] => {
  const letters = ` ${name.toLowerCase()}`;
  return Array.from(letters.slice(1), (letter, at) => letters.charAt(at) + letter);
};
