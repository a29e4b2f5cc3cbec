import {
  type ApiModel,
  type Direction,
  hasDirections,
  type NamedSchema,
  partsOf,
  quoteLiteral,
  type Schema,
} from '@influxkit/generator';
import type { HelperName } from './helpers-module.js';
import {
  type Constant,
  type Expression,
  type ExpressionContext,
  namedExpression,
  type ZodOptions,
  zodExpression,
} from './zod-expression.js';

type Operation = ApiModel['operations'][number];

/** `zod.ts`, and what it uses of `zod-helpers.ts`. */
export interface SchemasModule {
  readonly text: string;
  readonly helpers: ReadonlySet<HelperName>;
}

/** A named schema as a constant of one direction. */
interface Declared {
  readonly name: string;
  /** Absent where the client gives something else than JSON has, such as dates: schemas are of JSON. */
  readonly type?: string;
  readonly isExported: boolean;
  expression?: Expression;
}

/** The named schemas as constants, those that requests take beside them, and the schemas of all operations. */
export function schemasModule(model: ApiModel, options: ZodOptions): SchemasModule {
  const helpers = new Set<HelperName>();
  const constants = constantsOf(model);
  const contextOf = (direction: Direction): ExpressionContext => ({
    options,
    direction,
    discriminators: model.schemaForms.discriminators,
    helpers,
    constantOf: (named): Constant => {
      const { name, expression } = constants.get(named)?.[direction] ?? { name: 'z.unknown()' };
      return expression ? { name, expression } : { name };
    },
  });
  const contexts = { read: contextOf('read'), write: contextOf('write') };
  const declarations = inOrder(model.schemaForms.named).flatMap((named) => {
    const { read, write } = constants.get(named) ?? {};
    const lines: string[] = [];
    for (const [direction, constant] of [
      ['read', read],
      ['write', write],
    ] as const) {
      if (!constant || constant.expression) continue;
      const expression = namedExpression(named, contexts[direction]);
      lines.push(declarationOf(constant, expression, helpers));
      // Only now: what it says of itself goes through `z.lazy`. One without a type has no shape for the compiler.
      constant.expression = { ...expression, isInferred: expression.isInferred && constant.type !== undefined };
    }
    return lines;
  });
  const operations = model.operations.flatMap((operation) => {
    const members = validatorsOf(operation, contexts);
    return members === '' ? [] : [`  ${quoteLiteral(operation.name.join('.'))}: {\n${members}  },\n`];
  });
  const body = `${declarations.join('\n')}
/** By operation: schemas of its JSON bodies, and of its JSON responses of success by status. */
export const validators: Validators = {
${operations.join('')}};
`;
  const imported = [...helpers].sort().map((name) => (name === 'ObjectSchema' ? `type ${name}` : name));
  const text = [
    '\n',
    body.includes('z.') ? "import * as z from 'zod';\n" : '',
    body.includes('models.') ? "import type * as models from './models.js';\n" : '',
    body.includes('components[') ? "import type { components } from './schema.js';\n" : '',
    "import type { Validators } from './validation.js';\n",
    imported.length > 0 ? `import { ${imported.join(', ')} } from './zod-helpers.js';\n` : '',
    '\n',
    body,
  ];
  return { text: text.join(''), helpers };
}

/** `export const PetSchema: ObjectSchema<models.Pet> = …`. Exported constants say of which type they are. */
function declarationOf(
  { name, type, isExported }: Declared,
  { text, kind, isInferred }: Expression,
  helpers: Set<HelperName>,
): string {
  const exported = isExported ? 'export ' : '';
  if (type === undefined) return `${exported}const ${name}: z.ZodType = ${text};\n`;
  const isShape = kind === 'object' && isInferred;
  if (isShape) helpers.add('ObjectSchema');
  if (!isInferred) helpers.add('typed');
  const annotation = isShape ? `ObjectSchema<${type}>` : `z.ZodType<${type}>`;
  return `${exported}const ${name}: ${annotation} = ${isInferred ? text : `typed(${text})`};\n`;
}

function constantsOf(model: ApiModel): Map<NamedSchema, Record<Direction, Declared>> {
  const models = new Map(model.schemas.map((each) => [each.schema, each]));
  const constants = new Map<NamedSchema, Record<Direction, Declared>>();
  for (const [index, named] of model.schemaForms.named.entries()) {
    const { typeName, writeTypeName } = models.get(named) ?? {};
    const { key, writeKey } = named;
    const isJson = model.schemaForms.formats?.carrier(named.schema) === undefined;
    const declare = (exported: string | undefined, inner: string, innerKey: string): Declared => {
      const type = exported === undefined ? `components['schemas'][${quoteLiteral(innerKey)}]` : `models.${exported}`;
      const name = exported === undefined ? inner : `${exported}Schema`;
      return { name, isExported: exported !== undefined, ...(isJson && { type }) };
    };
    const read = declare(typeName, `part${index}Schema`, key);
    const write = writeKey === undefined ? read : declare(writeTypeName, `part${index}WritableSchema`, writeKey);
    constants.set(named, { read, write });
  }
  return constants;
}

/** The named schemas, those that others refer to before them; in a cycle somewhere. */
function inOrder(all: readonly NamedSchema[]): NamedSchema[] {
  const ordered: NamedSchema[] = [];
  const seen = new Set<NamedSchema>();
  for (const start of all) {
    if (seen.has(start)) continue;
    seen.add(start);
    // No recursion: a chain can be as long as a document.
    const path = [{ named: start, references: referencesOf(start.schema) }];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.references.pop();
      if (next === undefined) {
        ordered.push(top.named);
        path.pop();
      } else if (!seen.has(next)) {
        seen.add(next);
        path.push({ named: next, references: referencesOf(next.schema) });
      }
    }
  }
  return ordered;
}

/** What a schema refers to, the last first. */
function referencesOf(schema: Schema): NamedSchema[] {
  const references: NamedSchema[] = [];
  const waiting: Schema[] = [schema];
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    if (typeof each === 'boolean') continue;
    if (each.reference) references.push(each.reference);
    waiting.push(...partsOf(each));
  }
  return references;
}

function validatorsOf({ form, body, responses }: Operation, contexts: Record<Direction, ExpressionContext>): string {
  const schemasOf = (
    content: ReadonlyMap<string, Schema>,
    codecs: ReadonlyMap<string, string>,
    direction: Direction,
  ): string[] =>
    [...content].flatMap(([mediaType, schema]) => {
      if (codecs.get(mediaType) !== 'json') return [];
      const { text } = zodExpression(schema, contexts[hasDirections(schema) ? direction : 'read']);
      return [`${quoteLiteral(mediaType)}: ${text.replaceAll('\n', '\n      ')}`];
    });
  const sent = schemasOf(form.requestBody?.value.content ?? new Map(), body?.codecs ?? new Map(), 'write');
  const received = [...form.responses].flatMap(([status, { value }]) => {
    const listed = /^(2|default)/i.test(status) ? schemasOf(value.content, responses.codecs, 'read') : [];
    return listed.length > 0 ? [`${quoteLiteral(status)}: { ${listed.join(', ')} }`] : [];
  });
  return [
    ...(sent.length > 0 ? [`    request: { ${sent.join(', ')} },\n`] : []),
    ...(received.length > 0 ? [`    response: { ${received.join(', ')} },\n`] : []),
  ].join('');
}
