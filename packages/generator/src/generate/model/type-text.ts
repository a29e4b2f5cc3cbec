import type { SignatureNames, TypeModel } from './api-model.js';

/** A string literal in single quotes, with everything escaped that could end it or the line. */
export function quoteLiteral(text: string): string {
  const json = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  // JSON leaves DEL, the C1 controls, line separators and characters that reorder text as they are.
  return `'${json.replace(/[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g, escapeCharacter)}'`;
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Names that an operation exports by which its types are called, as far as they are not found elsewhere. */
export type FormNames = Pick<SignatureNames, 'form' | 'multipart'>;

/** A type as TypeScript; `forms` names the forms of the operation that it belongs to. */
export function typeText(type: TypeModel, forms: FormNames = {}): string {
  switch (type.kind) {
    case 'keyword':
      return type.name;
    case 'literals':
      return type.values.map((value) => (typeof value === 'string' ? quoteLiteral(value) : String(value))).join(' | ');
    case 'model':
      return type.typeName;
    case 'array': {
      const element = typeText(type.of, forms);
      const isLong = type.of.kind === 'union' || type.of.kind === 'literals' || type.of.kind === 'event';
      return isLong ? `(${element})[]` : `${element}[]`;
    }
    case 'union':
      return [...new Set(type.of.map((each) => typeText(each, forms)))].join(' | ');
    case 'member': {
      const of = typeText(type.of, forms);
      const key = type.key === 'elements' ? 'number' : typeof type.key === 'number' ? type.key : quoteLiteral(type.key);
      return type.optional ? `NonNullable<${of}[${key}]>` : `${of}[${key}]`;
    }
    case 'without':
      return `Omit<${typeText(type.of, forms)}, ${quoteLiteral(type.key)}>`;
    case 'form':
      return forms[type.codec] ?? type.codec;
    case 'part': {
      const headers = type.headers.map(
        ({ name, required, type: header }) =>
          `readonly ${quoteLiteral(name)}${required ? `: ${typeText(header)}` : `?: ${typeText(header)} | undefined`}`,
      );
      return `FormPart<${typeText(type.of, forms)}, { ${headers.join('; ')} }>`;
    }
    case 'items':
      return `ItemStream<${typeText(type.of, forms)}>`;
    case 'event': {
      const data = typeText(type.data, forms);
      const event = data === 'string' ? 'ServerSentEvent' : `ServerSentEvent<${data}>`;
      return type.names ? `(${event} & { readonly event: ${type.names.map(quoteLiteral).join(' | ')} })` : event;
    }
    case 'operations':
      return 'operations';
  }
}
