import type { ApiModel, NamedSchema } from '@influxkit/generator';
import { planText } from './plan-text.js';
import type { Planner } from './planner.js';

/** Module that makes data of seeds. */
export const SEEDED = '@influxkit/emit-msw/seeded';

/** Names that modules of this emitter have beside those of schemas. */
export interface ModuleNames {
  /** What the data of a named schema are called in `data.ts`. */
  readonly nameOf: (named: NamedSchema) => string;
  /** What `@influxkit/emit-msw/seeded` is imported as. */
  readonly seeded: string;
  /** What `models.ts` is imported as. */
  readonly models: string;
}

/** Names that no type of the contract has. */
export function moduleNames(model: ApiModel): ModuleNames {
  const taken = new Set(model.schemas.map(({ typeName }) => typeName));
  const free = (name: string): string => (taken.has(name) ? free(`${name}_`) : name);
  const names = new Map(model.schemas.map(({ schema, typeName }) => [schema, typeName]));
  for (const [index, named] of model.schemaForms.named.entries()) {
    if (!names.has(named)) names.set(named, free(`part${index}`));
  }
  return { nameOf: (named) => names.get(named) ?? '', seeded: free('seeded'), models: free('models') };
}

/** A type of the client as JSON has it: others, where the configuration has formats read as something else. */
export const wireType = (model: ApiModel, { seeded }: ModuleNames, type: string): string =>
  model.schemaForms.formats ? `${seeded}.Wire<${type}>` : type;

/** `data.ts`: a constant for each named schema, by its name. */
export function dataModule(model: ApiModel, planner: Planner, names: ModuleNames): string {
  const types = new Map(model.schemas.map(({ schema, typeName }) => [schema, typeName]));
  const constants = model.schemaForms.named.map((named) => {
    const name = names.nameOf(named);
    const type = types.has(named) ? wireType(model, names, `${names.models}.${name}`) : 'unknown';
    const code = planText(planner.named(named), { ...names, title: named.name ?? named.key });
    return `export const ${name}: ${names.seeded}.Data<${type}> = ${code};\n`;
  });
  if (constants.length === 0) return '\nexport {};\n';
  return [
    `\nimport * as ${names.seeded} from '${SEEDED}';\n`,
    types.size > 0 ? `import type * as ${names.models} from './models.js';\n` : '',
    '\n// Each gives a value for a seed: the same seed, the same value.\n',
    constants.join(''),
  ].join('');
}
