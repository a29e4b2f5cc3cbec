/** Columns that a page shows of a line of code. */
export const columns = 74;

/**
 * A value as one writes it in TypeScript: on one line where that has room.
 *
 * @param room columns for its first line
 */
export function literal(value: unknown, indent = '', room: number = columns): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const isList = Array.isArray(value);
  const deeper = `${indent}  `;
  const parts: string[] = isList
    ? value.map((item) => literal(item, deeper, columns - deeper.length))
    : Object.entries(value).map(([key, item]) => {
        const name = `${property(key)}: `;
        return name + literal(item, deeper, columns - deeper.length - name.length - 1);
      });
  if (parts.length === 0) return isList ? '[]' : '{}';
  const line = isList ? `[${parts.join(', ')}]` : `{ ${parts.join(', ')} }`;
  if (!line.includes('\n') && line.length <= room) return line;
  const lines = parts.map((part) => `${deeper}${part},\n`).join('');
  return isList ? `[\n${lines}${indent}]` : `{\n${lines}${indent}}`;
}

/** A string in single quotes, or in others where that saves a backslash. */
function quote(text: string): string {
  if (text.includes("'") && !text.includes('"')) return JSON.stringify(text);
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

const property = (key: string): string => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : quote(key));

/** A value as JSON: objects and arrays on one line where that has room, but for the outermost. */
export function json(value: unknown, indent = '', taken = 0): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const isList = Array.isArray(value);
  const deeper = `${indent}  `;
  const parts = isList
    ? value.map((item) => json(item, deeper))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${json(item, deeper, key.length + 4)}`);
  if (parts.length === 0) return isList ? '[]' : '{}';
  const line = isList ? `[${parts.join(', ')}]` : `{ ${parts.join(', ')} }`;
  if (indent !== '' && !line.includes('\n') && indent.length + taken + line.length < columns) return line;
  const lines = parts.map((part) => `${deeper}${part}`).join(',\n');
  return isList ? `[\n${lines}\n${indent}]` : `{\n${lines}\n${indent}}`;
}
