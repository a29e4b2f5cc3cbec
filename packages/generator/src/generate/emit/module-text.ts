import { GENERATED_MARK } from '../../base/generated-mark.js';

/** What the first lines of a generated module say. Nothing of the contract stands in them. */
export const MODULE_HEADER: string = `${GENERATED_MARK} from a contract. Do not edit: change the contract or the configuration and generate again.\n`;

/** `import type { A, B } from './x.js';`, one name a line where they are many; nothing where there is none. */
export function importTypes(names: Iterable<string>, from: string): string {
  const sorted = [...new Set(names)].sort();
  if (sorted.length === 0) return '';
  const line = `import type { ${sorted.join(', ')} } from '${from}';\n`;
  return line.length <= 121
    ? line
    : `import type {\n${sorted.map((name) => `  ${name},\n`).join('')}} from '${from}';\n`;
}
