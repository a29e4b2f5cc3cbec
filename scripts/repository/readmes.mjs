// READMEs of packages have one form, so that who knows one finds his way in all.

/** What every one has, in this order; others may stand between. */
const SECTIONS = ['Install', 'First example', 'Options', 'Errors', 'Limits'];

/**
 * What is wrong with the README of a package: a sentence each.
 *
 * @param {{ name: string, dependencies?: Record<string, string> }} manifest its package.json
 * @param {string} readme
 */
export function readmeProblems({ name, dependencies = {} }, readme) {
  const problems = [];
  const prose = readme.replace(/^```[\s\S]*?^```/gm, (block) => block.replace(/^#/gm, ' #'));
  if (!new RegExp(`^# ${name}\n\n\\S[^\n]*\n\n## Install\n`).test(prose))
    problems.push(`begins otherwise than "# ${name}", a sentence, "## Install"`);

  const parts = prose.split(/^## (.+)\n/m).slice(1);
  const sections = parts.filter((_, index) => index % 2 === 0);
  const section = (title) => parts[parts.findIndex((part, n) => n % 2 === 0 && isOf(part, title)) + 1] ?? '';
  const found = SECTIONS.map((title) => sections.findIndex((each) => isOf(each, title)));
  for (const [n, title] of SECTIONS.entries()) if (found[n] < 0) problems.push(`has no section "## ${title}"`);
  const places = found.filter((place) => place >= 0);
  if (places.some((place, n) => n > 0 && place < places[n - 1]))
    problems.push(`has its sections in another order than ${SECTIONS.join(', ')}`);

  if (!new RegExp(`npm install (--save-dev )?.*${name}`).test(section('Install')))
    problems.push(`does not say "npm install ${name}" under "Install"`);
  if (!/^```ts\n/m.test(section('First example'))) problems.push('has no TypeScript under "First example"');
  if (!/^\|[-: |]+\|$/m.test(section('Options'))) problems.push('has no table under "Options"');
  const limits = section('Limits');
  if (!/Runtime dependencies/.test(limits)) problems.push('does not speak of "Runtime dependencies" under "Limits"');
  for (const dependency of Object.keys(dependencies))
    if (!limits.includes(`\`${dependency}\``))
      problems.push(`gives no reason for the dependency ${dependency} under "Limits"`);
  return problems;
}

/** Options may be of something: "Options of the command". */
const isOf = (heading, title) => heading === title || (title === 'Options' && heading.startsWith('Options of '));

/** Packages that the README of the repository has no row for. */
export const unlistedPackages = (readme, packages) =>
  packages
    .filter((name) => !readme.includes(`](packages/${name})`))
    .map((name) => `README.md: has no row for packages/${name}`);
