import type { JsonValue } from '../../../base/json.js';
import type { Texts } from '../../model/schemas/contract-forms.js';
import type { Schema } from '../../model/schemas/schema-form.js';
import { commentLines, docComment } from '../comments.js';

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

/** The comment above a member of `schema.ts`: what editors show as its documentation, and after that the tags. */
export function textsComment(said: Said, indent: string): string {
  const { title, summary, format, deprecated, description, default: preset, example } = said;
  const paragraphs = [
    ...[title, summary, description, format && `Format: ${format}`].map((text) => commentLines(text ?? '')),
    deprecated ? ['@deprecated'] : [],
    tagged('@default', shown(preset)),
    tagged('@example', shown(example)),
  ];
  return docComment(paragraphs, indent);
}

function shown(value: JsonValue | undefined): string | undefined {
  return value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
}

/** Lines after the first stand further in, so that they are seen to belong to the tag. */
function tagged(tag: string, text: string | undefined): string[] {
  if (text === undefined) return [];
  const [first = '', ...rest] = commentLines(text);
  return [`${tag} ${first}`.trimEnd(), ...rest.map((line) => (line === '' ? line : `    ${line}`))];
}
