import type { NamedSchema, Schema, SchemaNode } from '@influxkit/generator';

/** Schemas that hold together for one way in which a value can be valid. */
export type Alternative = readonly SchemaNode[];

/** Most that a schema is split into; what a contract lists beyond them is left out. */
const MOST = 64;

/**
 * The ways in which a value of a schema can be valid: one, or one for each member of its unions. Unions inside properties
 * are not among them.
 */
export function alternativesOf(schema: Schema, inside: ReadonlySet<NamedSchema> = new Set()): Alternative[] {
  if (schema === false) return [];
  if (schema === true) return [[]];
  let all: Alternative[] = [[schema]];
  const combine = (more: readonly Alternative[]): void => {
    all = all.flatMap((each) => more.map((other) => [...each, ...other])).slice(0, MOST);
  };
  if (schema.reference) {
    // What is made of itself with nothing between has no value of that kind.
    if (inside.has(schema.reference)) return [];
    combine(alternativesOf(schema.reference.schema, new Set([...inside, schema.reference])));
  }
  for (const part of schema.allOf ?? []) combine(alternativesOf(part, inside));
  for (const union of [schema.anyOf, schema.oneOf]) {
    if (union) combine(union.flatMap((member) => alternativesOf(member, inside)));
  }
  if (schema.if !== undefined) {
    const [then, otherwise] = [schema.then ?? true, schema.else ?? true];
    const both = schema.if === true || schema.if === false ? [] : alternativesOf(schema.if, inside);
    const met = both.flatMap((each) => alternativesOf(then, inside).map((other) => [...each, ...other]));
    combine([...met, ...alternativesOf(otherwise, inside)]);
  }
  return all;
}

/** The schema that is referred to, where nothing else is said of the values. */
export function referenceAlone(schema: Schema): NamedSchema | undefined {
  if (typeof schema === 'boolean' || !schema.reference) return undefined;
  const { types, nullable, values, string, number, array, object, allOf, anyOf, oneOf, not } = schema;
  const others = [types, nullable, values, string, number, array, object, allOf, anyOf, oneOf, not, schema.if];
  return others.every((each) => each === undefined) ? schema.reference : undefined;
}

/** The members of a schema that is a union and nothing else; `type: object` beside it says nothing more. */
export function unionAlone(schema: Schema): readonly Schema[] | undefined {
  if (typeof schema === 'boolean') return undefined;
  const { reference, nullable, values, string, number, array, object, allOf, anyOf, oneOf, not } = schema;
  if (anyOf && oneOf) return undefined;
  const others = [reference, nullable, values, string, number, array, object, allOf, not, schema.if];
  return others.every((each) => each === undefined) ? (anyOf ?? oneOf) : undefined;
}
