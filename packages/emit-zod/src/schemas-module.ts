import { type ApiModel, type Direction, hasDirections, type NamedSchema, quoteLiteral, type Schema } from '@influxkit/generator';
import { type ExpressionContext, zodExpression } from './zod-expression.js';

type Operation = ApiModel['operations'][number];

/** `zod.ts`: the named schemas as constants, those that requests take beside them, and the schemas of all operations. */
export function schemasModule(model: ApiModel): string {
  const checks = new Set<string>();
  const names = constantNames(model);
  const contextOf = (direction: Direction): ExpressionContext => ({
    direction,
    checks,
    nameOf: (named) => {
      const found = names.get(named);
      return (direction === 'write' ? found?.write : found?.read) ?? 'z.unknown()';
    },
  });
  const [read, write] = [contextOf('read'), contextOf('write')];
  const types = new Map(model.schemas.map(({ schema, typeName, writeTypeName }) => [schema, { typeName, writeTypeName }]));
  const constants = [...names].flatMap(([named, { read: name, write: writable }]) => {
    const { typeName, writeTypeName } = types.get(named) ?? {};
    const declare = (constant: string, type: string | undefined, context: ExpressionContext): string => {
      const shown = type === undefined ? 'unknown' : `models.${type}`;
      const exported = type === undefined ? '' : 'export ';
      return `${exported}const ${constant}: z.ZodType<${shown}> = typed(${zodExpression(named.schema, context)});\n`;
    };
    return [declare(name, typeName, read), ...(writable === name ? [] : [declare(writable, writeTypeName, write)])];
  });
  const operations = model.operations.flatMap((operation) => {
    const fields = validatorOf(operation, read, write);
    return fields === '' ? [] : [`  ${quoteLiteral(operation.name.join('.'))}: { ${fields} },\n`];
  });
  const body = `${constants.join('\n')}\n/** By operation: schemas of its JSON bodies, and of its JSON responses of success by status. */\nexport const validators: Validators = {\n${operations.join('')}};\n`;
  const imports = [...checks].sort();
  return [
    `\n${body.includes('z.') ? "import * as z from 'zod';\n" : ''}`,
    body.includes('models.') ? "import type * as models from './models.js';\n" : '',
    "import type { Validators } from './validation.js';\n",
    imports.length > 0 ? `import { ${imports.join(', ')} } from './zod-checks.js';\n` : '',
    constants.length > 0 ? TYPED : '\n',
    body,
  ].join('');
}

const TYPED = `
/** A schema under the type that is printed for it, which says more of it than zod can infer. */
const typed = <T>(schema: z.ZodType): z.ZodType<T> => schema as z.ZodType<T>;

`;

interface ConstantNames {
  readonly read: string;
  readonly write: string;
}

function constantNames(model: ApiModel): Map<NamedSchema, ConstantNames> {
  const exported = new Map(
    model.schemas.map(({ schema, typeName, writeTypeName = typeName }) => [schema, { read: `${typeName}Schema`, write: `${writeTypeName}Schema` }]),
  );
  const names = new Map<NamedSchema, ConstantNames>();
  for (const [index, named] of model.schemaForms.named.entries()) {
    const inner = { read: `part${index}`, write: named.hasDirections ? `part${index}Writable` : `part${index}` };
    names.set(named, exported.get(named) ?? inner);
  }
  return names;
}

function validatorOf({ form, body, responses }: Operation, read: ExpressionContext, write: ExpressionContext): string {
  const schemasOf = (content: ReadonlyMap<string, Schema>, codecs: ReadonlyMap<string, string>, context: ExpressionContext): string[] =>
    [...content].flatMap(([mediaType, schema]) =>
      codecs.get(mediaType) === 'json' ? [`${quoteLiteral(mediaType)}: ${expressionOf(schema, context)}`] : [],
    );
  const sent = schemasOf(form.requestBody?.value.content ?? new Map(), body?.codecs ?? new Map(), write);
  const received = [...form.responses].flatMap(([status, { value }]) => {
    const listed = /^(2|default)/i.test(status) ? schemasOf(value.content, responses.codecs, read) : [];
    return listed.length > 0 ? [`${quoteLiteral(status)}: { ${listed.join(', ')} }`] : [];
  });
  return [
    ...(sent.length > 0 ? [`request: { ${sent.join(', ')} }`] : []),
    ...(received.length > 0 ? [`response: { ${received.join(', ')} }`] : []),
  ].join(', ');
}

/** A named schema by its name, which is declared before. */
function expressionOf(schema: Schema, context: ExpressionContext): string {
  const text = zodExpression(schema, hasDirections(schema) ? context : { ...context, direction: 'read' });
  return /^z\.lazy\(\(\) => (\w+)\)$/.exec(text)?.[1] ?? text;
}
