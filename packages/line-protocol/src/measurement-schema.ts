import type { Int, Uint } from './integer.js';
import type { Timestamp } from './timestamp.js';

/** The types a field can have. */
export type FieldType = 'float' | 'int' | 'uint' | 'boolean' | 'string';

/** A field type; with `?` behind it the field may be left out of a row. */
export type FieldSpec = FieldType | `${FieldType}?`;

/** What a measurement holds. */
export interface MeasurementSchema<
  Tag extends string = string,
  OptionalTag extends string = string,
  Fields extends { readonly [key: string]: FieldSpec } = { readonly [key: string]: FieldSpec },
> {
  /** Tags that every row has. */
  readonly tags?: readonly Tag[] | undefined;
  /** Tags that a row may leave out. */
  readonly optionalTags?: readonly OptionalTag[] | undefined;
  /** Fields and their types: at least one. */
  readonly fields: Fields;
}

interface Values {
  float: number;
  int: number | bigint | Int;
  uint: number | bigint | Uint;
  boolean: boolean;
  string: string;
}

type ValueOf<Spec extends FieldSpec> = Spec extends `${infer Type extends FieldType}?`
  ? Values[Type]
  : Spec extends FieldType
    ? Values[Spec]
    : never;

type OptionalKeys<Fields> = { [Key in keyof Fields]: Fields[Key] extends `${string}?` ? Key : never }[keyof Fields];

/** The tags of one series. */
export type TagsOf<Tag extends string, OptionalTag extends string> = { readonly [Key in Tag]: string } & {
  readonly [Key in OptionalTag]?: string | null | undefined;
};

/** Fields and time of one point of a series. */
export type FieldsOf<Fields extends { readonly [key: string]: FieldSpec }> = {
  readonly [Key in Exclude<keyof Fields, OptionalKeys<Fields>>]: ValueOf<Fields[Key]>;
} & {
  readonly [Key in OptionalKeys<Fields>]?: ValueOf<Fields[Key]> | null | undefined;
} & {
  /** When it happened; left out, the server takes its own clock. */
  readonly time?: Timestamp | null | undefined;
};

/** One point of a measurement: tags, fields and time side by side. */
export type RowOf<
  Tag extends string,
  OptionalTag extends string,
  Fields extends { readonly [key: string]: FieldSpec },
> = TagsOf<Tag, OptionalTag> & FieldsOf<Fields>;
