/** The names of options; what stands beside each does not count. */
export type OptionNames = Readonly<Record<string, unknown>>;

/**
 * Refuses an option that there is not: in JavaScript it would be left out without a word. One that is undefined is not set.
 *
 * @param place what takes them, such as `InfluxDB`
 * @param names all that there are
 * @param renamed names that others have for them, by theirs
 * @throws TypeError that names the option, and one that begins alike or all that there are
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
    const beginning = given.slice(0, 4).toLowerCase();
    const meant = all.find((name) => name.toLowerCase().startsWith(beginning));
    const rest = meant === undefined ? `there are ${all.join(', ')}` : `did you mean \`${meant}\`?`;
    throw new TypeError(`${place}: there is no option \`${given}\`; ${rest}`);
  }
}
