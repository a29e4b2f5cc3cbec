import type { JsonValue } from '../../../base/json.js';
import type { Texts } from '../../model/schemas/contract-forms.js';
import type { Schema } from '../../model/schemas/schema-form.js';
import { commentLines } from '../comments.js';

/** What is said of a member in words. */
interface Said extends Texts {
  readonly title?: string;
  readonly format?: string;
}

/** The comment above a property or a named schema; nothing where the contract says nothing of it. */
export function memberComment(schema: Schema, indent: string): string {
  if (typeof schema === 'boolean') return '';
  const [example] = schema.examples ?? [];
  return textsComment({ ...schema, ...(example !== undefined && { example }) } as Said, indent);
}

/** The comment above a member of `schema.ts`. */
export function textsComment(said: Said, indent: string): string {
  const { title, summary, format, deprecated, description, default: preset, example } = said;
  const lines = [
    ...paragraph(title),
    ...paragraph(summary),
    ...(format === undefined ? [] : paragraph(`Format: ${format}`)),
    ...(deprecated ? ['@deprecated'] : []),
    ...tagged('@description', description),
    ...tagged('@default', shown(preset)),
    ...tagged('@example', shown(example)),
  ];
  const [only] = lines;
  if (only === undefined) return '';
  if (lines.length === 1) return `${indent}/** ${only} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} *${line === '' ? '' : ` ${line}`}\n`).join('')}${indent} */\n`;
}

function shown(value: JsonValue | undefined): string | undefined {
  return value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
}

function paragraph(text: string | undefined): string[] {
  return text === undefined ? [] : continued(commentLines(text));
}

function tagged(tag: string, text: string | undefined): string[] {
  if (text === undefined) return [];
  const [first = '', ...rest] = commentLines(text);
  return continued([`${tag} ${first}`.trimEnd(), ...rest]);
}

/** Lines after the first stand further in, so that they are seen to belong to it. */
function continued(lines: readonly string[]): string[] {
  return lines.map((line, index) => (index === 0 || line === '' ? line : `    ${line}`));
}
