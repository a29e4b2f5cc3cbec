import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../src/paths.js';
import { sitePages } from './support/site.js';

const page = (await sitePages()).get('packages/options.md') ?? '';

/** The rows of the page's tables, with the options that they are of. */
const rows = page.split(/^### /m).flatMap((section) => {
  const [name = ''] = section.split(' ', 1);
  const [, packageName = ''] = /^\S+ \{#(.+?)-[A-Z]/.exec(section) ?? [];
  const lines = section.split('\n').filter((line) => /^\| `/.test(line));
  return lines.map((line) => ({ name, packageName, cells: line.split(/(?<!\\)\|/).map((text) => text.trim()) }));
});

test('every option says what holds where it is left out, or that it is required', () => {
  const silent = rows.flatMap(({ name, cells: [, option, , fallback] }) =>
    fallback === '' ? [`${name} ${option}`] : [],
  );
  expect(silent).toEqual([]);
  expect(rows.length).toBeGreaterThan(250);
});

test('the page has the options of every package that takes any', () => {
  const packages = [...page.matchAll(/^## @influxkit\/(\S+) /gm)].map(([, name]) => name);
  expect(packages).toEqual(
    expect.arrayContaining([
      'auth',
      'generator',
      'influxdb',
      'line-protocol',
      'pagination',
      'query',
      'runtime',
      'sql',
      'testing',
      'write',
    ]),
  );
});

/** The code of a package, without its comments: what is said there is what is looked at. */
function codeOf(name: string): string {
  const folder = join(root, 'packages', name, 'src');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.includes('generated'))
    .map((file) => readFileSync(join(folder, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, ''))
    .join('\n');
}

/** A value as a page or code writes it, in one way; undefined for what is no value but words or a computation. */
function literalOf(text: string): string | undefined {
  const plain = text.replace(/^`|`$/g, '').replaceAll('\\|', '|');
  if (/^(?:true|false|Infinity|'[^']*')$/.test(plain)) return plain;
  const [, number, unit] = /^([\d][\d_,]*)(?: (MiB))?(?: \(.*\))?$/.exec(plain) ?? [];
  if (number !== undefined) return String(Number(number.replace(/[_,]/g, '')) * (unit === 'MiB' ? 2 ** 20 : 1));
  const product = plain.split(' * ').map((factor) => (factor === 'MIB' ? 2 ** 20 : Number(factor.replaceAll('_', ''))));
  if (!product.some(Number.isNaN)) return String(product.reduce((one, other) => one * other, 1));
  return plain === '2 ** 27' ? String(2 ** 27) : undefined;
}

/** The values that code falls back on for an option of this name. */
function fallbacksIn(code: string, name: string): Set<string> {
  const found = new Set<string>();
  const add = (text = ''): void => {
    const constant = /^[A-Z_]+$/.test(text)
      ? new RegExp(`\\b${text}(?:: [\\w\\[\\] ]+)? = (.+);`).exec(code)?.[1]
      : text;
    const value = literalOf(constant ?? '');
    if (value !== undefined) found.add(value);
  };
  const value = String.raw`('[^']*'|true|false|Infinity|[A-Z_]+\b|[\d_]+(?: \*+ (?:[\d_]+|MIB))*)`;
  for (const [, text] of code.matchAll(new RegExp(`\\b${name}(?:: \\w+)?(?: =|\\)? \\?\\?) ${value}`, 'g'))) add(text);
  for (const [, text] of code.matchAll(new RegExp(`oneOf\\('${name}', .*?, \\[('[^']*')`, 'g'))) add(text);
  for (const [, text] of code.matchAll(new RegExp(`byteLimit\\('${name}', .*?, ${value}\\)`, 'g'))) add(text);
  if (found.size > 0) return found;
  // A switch without a value to fall back on: it is asked for the one that has to be said.
  if (new RegExp(`\\b${name} [!=]== false|!call.flag\\('no-${name}'\\)`).test(code)) found.add('true');
  if (new RegExp(`\\b${name} [!=]== true|\\b${name} \\?|\\bif \\(\\w+\\.${name}\\)`).test(code)) found.add('false');
  return found;
}

/** Defaults that no code names beside their option: it only asks for the other value, or leaves the choice to the platform. */
const elsewhere = new Set([
  'ZodOptions.oneOf',
  // Whether it is `operationId` is asked.
  'NamingOptions.by',
  'GeneratorConfig.naming',
  // Of `format`, the first of a list; of `integers`, those of `ValueOptions`.
  'StreamOptions.format',
  'TextOptions.format',
  'InfluxQLDecodeOptions.integers',
  'NodeTransportOptions.rejectUnauthorized',
  'ConnectionOptions.rejectUnauthorized',
]);

test('defaults are those of the code', () => {
  const code = new Map<string, string>();
  const wrong: string[] = [];
  let compared = 0;
  for (const { name, packageName, cells } of rows) {
    const option = (cells[1] ?? '').replaceAll('`', '');
    const said = literalOf(cells[3] ?? '');
    if (said === undefined || elsewhere.has(`${name}.${option}`)) continue;
    // What several packages take is read where it is used.
    const sources =
      code.get(packageName) ??
      (packageName === 'internal' ? ['internal', 'query'] : [packageName]).map(codeOf).join('\n');
    code.set(packageName, sources);
    compared += 1;
    const found = fallbacksIn(sources, option);
    if (!found.has(said)) wrong.push(`${name}.${option}: ${said}, and not ${[...found].join(', ')}`);
  }
  expect(wrong).toEqual([]);
  expect(compared).toBeGreaterThan(70);
});
