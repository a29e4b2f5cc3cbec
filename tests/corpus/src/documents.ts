import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { CORE_SCHEMA, load, types } from 'js-yaml';

export interface CorpusDocument {
  /** The package that brings it. */
  readonly package: string;
  /** Its path, seen from the folder of all packages. */
  readonly name: string;
  readonly file: string;
  readonly value: Record<string, unknown>;
}

/** Every OpenAPI 3 document below a folder of packages, each content once. */
export function corpusDocuments(folder: string): CorpusDocument[] {
  const found = new Map<string, CorpusDocument>();
  for (const file of filesIn(folder)) {
    if (!/\.(ya?ml|json)$/.test(file)) continue;
    const text = readFileSync(file, 'utf8');
    if (!/["']?openapi["']?\s*:\s*["']?3\./.test(text)) continue;
    const value = parsed(text, file);
    if (!isRecord(value) || !/^3\./.test(String(value['openapi']))) continue;
    const hash = createHash('sha256').update(JSON.stringify(value)).digest('hex');
    const name = relative(folder, file);
    const [scope = '', rest = ''] = name.split('/');
    const from = scope.startsWith('@') ? `${scope}/${rest}` : scope;
    if (!found.has(hash)) found.set(hash, { package: from, name, file, value });
  }
  return [...found.values()];
}

const SCHEMA = CORE_SCHEMA.extend({ implicit: [types.merge] });

/** The value of a document that is well formed; undefined of another. */
export function parsed(text: string, file: string): unknown {
  try {
    return file.endsWith('.json') ? JSON.parse(text) : load(text, { schema: SCHEMA });
  } catch {
    return undefined;
  }
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .sort();
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
