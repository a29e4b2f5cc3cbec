import type { ApiModel } from '../../model/build-model.js';
import type { Direction, Schema } from '../../model/schemas/schema-form.js';
import { SchemaPrinter } from './schema-printer.js';
import { WITH_REQUIRED } from './with-required.js';

/** The type of a schema as TypeScript, and what has to be declared in the module that it stands in. */
export interface TypeText {
  /** Named schemas are in it as `components["schemas"]["Pet"]`, of `schema.ts`. */
  readonly text: string;
  /** A helper type that it uses; absent where it uses none. */
  readonly helper?: string;
}

/** The type of a schema of a model: of values in responses (`read`) or in requests (`write`). */
export function printType(model: ApiModel, schema: Schema, direction: Direction): TypeText {
  const printer = new SchemaPrinter(model.schemaForms, new Map());
  const { text } = printer.print(schema, { direction, indent: '' });
  return { text, ...(printer.usesWithRequired && { helper: WITH_REQUIRED }) };
}
