import type { TypeModel } from './api-model.js';

/** A string literal in single quotes, with everything escaped that could end it or the line. */
export function quoteLiteral(text: string): string {
  const json = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  // JSON leaves DEL, the C1 controls, line separators and characters that reorder text as they are.
  return `'${json.replace(/[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g, escapeCharacter)}'`;
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A type as TypeScript. */
export function typeText(type: TypeModel): string {
  switch (type.kind) {
    case 'keyword':
      return type.name;
    case 'literals':
      return type.values.map((value) => (typeof value === 'string' ? quoteLiteral(value) : String(value))).join(' | ');
    case 'model':
      return type.typeName;
    case 'array': {
      const element = typeText(type.of);
      return type.of.kind === 'union' || type.of.kind === 'literals' ? `(${element})[]` : `${element}[]`;
    }
    case 'union':
      return [...new Set(type.of.map(typeText))].join(' | ');
    case 'member': {
      const of = typeText(type.of);
      const key = type.key === 'elements' ? 'number' : typeof type.key === 'number' ? type.key : quoteLiteral(type.key);
      return type.optional ? `NonNullable<${of}[${key}]>` : `${of}[${key}]`;
    }
    case 'without':
      return `Omit<${typeText(type.of)}, ${quoteLiteral(type.key)}>`;
    case 'operations':
      return 'operations';
  }
}
