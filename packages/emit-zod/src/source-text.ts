import { quoteLiteral } from '@influxkit/generator';

/** Longest list that stays on one line. */
const LINE = 80;

const indented = (text: string): string => text.replaceAll('\n', '\n  ');

/** `[a, b]`, an element a line where that is long. */
export function listText(elements: readonly string[]): string {
  const line = `[${elements.join(', ')}]`;
  if (line.length <= LINE && !line.includes('\n')) return line;
  return `[\n${elements.map((element) => `  ${indented(element)},\n`).join('')}]`;
}

/** `{ … }`, a member a line. */
export function shapeText(members: readonly (readonly [name: string, text: string])[]): string {
  if (members.length === 0) return '{}';
  return `{\n${members.map(([name, text]) => `  ${keyText(name)}: ${indented(text)},\n`).join('')}}`;
}

/** Plain data as code. */
export function dataText(value: unknown): string {
  if (typeof value === 'string') return quoteLiteral(value);
  if (Array.isArray(value)) return `[${value.map(dataText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const members = Object.entries(value).map(([name, each]) => `${keyText(name)}: ${dataText(each)}`);
  return members.length > 0 ? `{ ${members.join(', ')} }` : '{}';
}

/** A regular expression as JSON Schema reads it: a literal where every character of it can be seen. */
export function patternText(pattern: string): string {
  const { source } = new RegExp(pattern, 'u');
  return /^[ -~]+$/.test(source) ? `/${source}/u` : `new RegExp(${quoteLiteral(pattern)}, 'u')`;
}

/** A name of a member. `__proto__` in braces would be the prototype of the object. */
function keyText(name: string): string {
  if (name === '__proto__') return "['__proto__']";
  return /^[a-z_$][\w$]*$/i.test(name) ? name : quoteLiteral(name);
}
