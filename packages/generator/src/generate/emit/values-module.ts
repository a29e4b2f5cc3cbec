import { canonicalStatusCode } from '../../contract/document/status-codes.js';
import type { ApiModel, OperationModel } from '../model/build-model.js';
import { NameScope } from '../model/names.js';
import { jsonSchemas } from '../model/read-formats.js';
import type { NamedSchema, Schema } from '../model/schemas/schema-form.js';
import type { ValueClass, ValueFormats } from '../model/schemas/value-formats.js';
import { quoteLiteral } from '../model/type-text.js';
import { camelCase } from '../model/words.js';
import { commentCode, docComment } from './comments.js';
import { Code, dataText, keyText } from './data-text.js';
import { importTypes, MODULE_HEADER } from './module-text.js';

/** What stands before the constants of `values.ts` in modules that import them. */
const IMPORTED = 'shapes.';

/** Shapes of the values of a contract as code: `values.ts`, and what descriptors say of it. */
export class Shapes {
  readonly #formats: ValueFormats;
  /** Names of the constants of `values.ts`. */
  readonly #names = new Map<ValueClass, string>();
  readonly #named: NamedSchema[] = [];
  #isReferredTo = false;

  constructor(formats: ValueFormats, named: readonly NamedSchema[]) {
    this.#formats = formats;
    const scope = new NameScope();
    for (const each of named) {
      const carrier = formats.carrier(each.schema);
      if (!carrier?.named || this.#names.has(carrier)) continue;
      this.#names.set(carrier, scope.claim(`${camelCase(carrier.named.key) || 'unnamed'}Shape`, '_'));
      this.#named.push(carrier.named);
    }
  }

  /** `values.ts`: a constant for each schema that has a name and holds such values. */
  module(runtimePackage: string): string {
    const constants = this.#named.map((named) => {
      const carrier = this.#formats.carrier(named.schema) as ValueClass;
      const comment = docComment([`Dates and 64-bit integers in values of ${commentCode(named.name ?? named.key)}.`]);
      return `${comment}export const ${this.#names.get(carrier)}: ValueShape = () => (${this.#parts(carrier, '')});\n`;
    });
    if (constants.length === 0) return `${MODULE_HEADER}\nexport {};\n`;
    return `${MODULE_HEADER}\n${importTypes(['ValueShape'], runtimePackage)}\n${constants.join('\n')}`;
  }

  /** What the descriptor of an operation says of its responses; absent: all is as JSON has it. */
  of(operation: OperationModel): object {
    const statuses = [...operation.form.responses].flatMap(([code, { value }]) => {
      const shape = this.#shape(jsonSchemas(operation, value)[0], IMPORTED);
      return shape === undefined ? [] : [[canonicalStatusCode(code), new Code(shape)]];
    });
    const items = this.#shape(operation.items?.[0], IMPORTED);
    if (statuses.length === 0 && items === undefined) return {};
    return {
      shapes: {
        ...(statuses.length > 0 && { statuses: Object.fromEntries(statuses) }),
        ...(items !== undefined && { items: new Code(items) }),
      },
    };
  }

  /** Whether what was said of operations refers to constants of `values.ts`: not where no schema of such values has a name. */
  get isReferredTo(): boolean {
    return this.#isReferredTo;
  }

  /** Whether an operation sends values that `JSON.stringify` does not write, or not exactly. */
  isSent({ form: { parameters, requestBody } }: OperationModel): boolean {
    const schemas = [...parameters.map(({ value }) => value.schema), ...(requestBody?.value.content.values() ?? [])];
    return schemas.some((schema) => this.#formats.carrier(schema) !== undefined);
  }

  #shape(schema: Schema | undefined, prefix: string): string | undefined {
    const carrier = this.#formats.carrier(schema);
    if (!carrier) return undefined;
    const name = this.#names.get(carrier);
    if (name === undefined) return this.#parts(carrier, prefix);
    if (prefix === IMPORTED) this.#isReferredTo = true;
    return prefix + name;
  }

  #parts(own: ValueClass, prefix: string): string {
    const { strings, numbers, prefix: elements, items, properties, patterns, others } = own;
    const code = (schema: Schema | undefined): Code | undefined => {
      const shape = this.#shape(schema, prefix);
      return shape === undefined ? undefined : new Code(shape);
    };
    const members = [...properties].flatMap(([name, schema]) => {
      const shape = this.#shape(schema, prefix);
      // One that is as JSON has it is none of the others.
      return shape !== undefined || patterns.size > 0 || others ? [`${keyText(name)}: ${shape ?? '{}'}`] : [];
    });
    const open = [...properties]
      .filter(([name, schema]) => this.#formats.carrier(schema) && this.#formats.isOpen(own, name))
      .map(([name]) => name);
    const first = elements.map((each) => code(each) ?? (items ? new Code('{}') : undefined));
    const matching = [...patterns].map(
      ([pattern, schema]) => `[${quoteLiteral(pattern)}, ${this.#shape(schema, prefix) ?? '{}'}]`,
    );
    const parts = {
      ...(strings === 'format' && { dates: true }),
      ...(numbers === 'format' && { integers: true }),
      ...(first.some((each) => each) && { prefix: first }),
      ...(code(items) && { items: code(items) }),
      ...(members.length > 0 && { properties: new Code(`{ ${members.join(', ')} }`) }),
      ...(open.length > 0 && { open }),
      ...(matching.length > 0 && { patterns: new Code(`[${matching.join(', ')}]`) }),
      ...(code(others) && { others: code(others) }),
    };
    return dataText(parts);
  }
}

/** The shapes of a contract; undefined where all values are as JSON has them. */
export function shapesOf({ schemaForms: { formats, named } }: ApiModel): Shapes | undefined {
  return formats && new Shapes(formats, named);
}
