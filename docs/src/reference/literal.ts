/** A value as one writes it in TypeScript, 100 columns wide. */
export function literal(value: unknown, indent = '', room = 100): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const isList = Array.isArray(value);
  const parts = isList
    ? value.map((item) => (deeper: string) => literal(item, deeper, 0))
    : Object.entries(value).map(
        ([key, item]) =>
          (deeper: string) =>
            `${property(key)}: ${literal(item, deeper, 0)}`,
      );
  if (parts.length === 0) return isList ? '[]' : '{}';
  const short = parts.map((part) => part(indent)).join(', ');
  const line = isList ? `[${short}]` : `{ ${short} }`;
  if (!line.includes('\n') && indent.length + line.length <= Math.max(room, 72)) return line;
  const deeper = `${indent}  `;
  const lines = parts.map((part) => `${deeper}${part(deeper)},\n`).join('');
  return isList ? `[\n${lines}${indent}]` : `{\n${lines}${indent}}`;
}

/** A string in single quotes, or in others where that saves a backslash. */
function quote(text: string): string {
  if (text.includes("'") && !text.includes('"')) return JSON.stringify(text);
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

const property = (key: string): string => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : quote(key));
