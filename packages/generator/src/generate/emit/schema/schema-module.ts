import type { ApiModel } from '../../model/build-model.js';
import { NameScope } from '../../model/names.js';
import type {
  HeaderForm,
  OperationForm,
  ParameterForm,
  PathForm,
  Referable,
  RequestBodyForm,
  ResponseForm,
  Texts,
} from '../../model/schemas/contract-forms.js';
import type { Direction, NamedSchema, Schema } from '../../model/schemas/schema-form.js';
import { pascalCase } from '../../model/words.js';
import { MODULE_HEADER } from '../module-text.js';
import { memberComment, textsComment } from './member-comments.js';
import { propertyKey, quoteDouble } from './printed-types.js';
import { INDENT, members, SchemaPrinter } from './schema-printer.js';
import { WITH_REQUIRED } from './with-required.js';

/** Fields of a path item, in the order in which `schema.ts` has them. */
const FIELDS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;

const NEVER_PARAMETERS = (['query', 'header', 'path', 'cookie'] as const).map((place) => `${place}?: never;`);

/** `schema.ts`: the types `paths`, `components` and `operations`, in the shape that openapi-fetch knows. */
export function emitSchema(model: ApiModel): string {
  return new SchemaModule(model).print();
}

class SchemaModule {
  readonly #model: ApiModel;
  readonly #printer: SchemaPrinter;
  /** Names of the aliases of recursive schemas, by key. */
  readonly #aliases = new Map<string, string>();

  constructor(model: ApiModel) {
    this.#model = model;
    const scope = new NameScope();
    for (const named of model.schemaForms.named) {
      if (!model.schemaForms.cycles.isRecursive(named)) continue;
      for (const key of keysOf(named)) this.#aliases.set(key, scope.claim(`Recursive${pascalCase(key)}`, '_'));
    }
    this.#printer = new SchemaPrinter(model.schemaForms, this.#aliases);
  }

  print(): string {
    const keys = new Map(this.#model.operations.map(({ pointer, key }) => [pointer, key]));
    const { paths } = this.#model.schemaForms;
    const operations = paths.flatMap((path) =>
      path.operations.flatMap(({ pointer, form }) => {
        const key = keys.get(pointer);
        return key === undefined ? [] : [member(key, this.#operation(form, INDENT), INDENT)];
      }),
    );
    const parts = [
      exported(
        'paths',
        paths.map((path) => member(path.path, this.#path(path, keys), INDENT)),
      ),
      exported('components', this.#components()),
      exported('operations', operations),
      ...this.#recursive(),
    ];
    return `${MODULE_HEADER}\n${parts.join('')}${this.#printer.usesWithRequired ? WITH_REQUIRED : ''}`;
  }

  #path({ operations }: PathForm, keys: ReadonlyMap<string, string>): string {
    const inner = INDENT.repeat(2);
    const byField = new Map(operations.map((operation) => [operation.field, operation]));
    const lines = FIELDS.map((field) => {
      const operation = byField.get(field);
      if (!operation) return `${inner}${field}?: never;\n`;
      const key = keys.get(operation.pointer);
      // Where two operations had one id, only the first has a key; the model has reported it.
      const type = key === undefined ? this.#operation(operation.form, inner) : `operations[${quoteDouble(key)}]`;
      return member(field, type, inner, operation.form);
    });
    return members([member('parameters', neverParameters(inner), inner), ...lines], INDENT);
  }

  #components(): string[] {
    const { named, components, cycles } = this.#model.schemaForms;
    const inner = INDENT.repeat(2);
    const schemas = named.flatMap((schema) =>
      keysOf(schema).map((key) => {
        const direction: Direction = key === schema.key ? 'read' : 'write';
        const type = cycles.isRecursive(schema) ? this.#aliases.get(key) : this.#named(schema, direction, inner);
        return `${memberComment(schema.schema, inner)}${inner}${propertyKey(key)}: ${type};\n`;
      }),
    );
    const list = <T extends Texts>(kind: ReadonlyMap<string, T>, type: (value: T) => string): string[] =>
      [...kind].map(([key, value]) => member(key, type(value), inner, value));
    const kinds: [string, string[]][] = [
      ['schemas', schemas],
      ['responses', list(components.responses, (each) => this.#response(each, inner))],
      ['parameters', list(components.parameters, (each) => this.#type(each.schema, 'write', inner))],
      ['requestBodies', list(components.requestBodies, (each) => this.#requestBody(each, inner))],
      ['headers', list(components.headers, (each) => this.#type(each.schema, 'read', inner))],
      ['pathItems', []],
    ];
    return kinds.map(([kind, lines]) => member(kind, lines.length > 0 ? members(lines, INDENT) : 'never', INDENT));
  }

  /** Aliases of the schemas that contain themselves as elements of an array: a member could not refer to itself so. */
  #recursive(): string[] {
    const { named, cycles } = this.#model.schemaForms;
    return named
      .filter((schema) => cycles.isRecursive(schema))
      .flatMap((schema) =>
        keysOf(schema).map((key) => {
          const type = this.#named(schema, key === schema.key ? 'read' : 'write', '');
          return `type ${this.#aliases.get(key)} = ${type};\n`;
        }),
      );
  }

  #named(named: NamedSchema, direction: Direction, indent: string): string {
    return this.#printer.print(named.schema, { direction, indent, from: named }).text;
  }

  #type(schema: Schema, direction: Direction, indent: string): string {
    return this.#printer.print(schema, { direction, indent }).text;
  }

  #operation(form: OperationForm, indent: string): string {
    const inner = `${indent}${INDENT}`;
    const { requestBody } = form;
    const body = requestBody
      ? member(
          'requestBody',
          refer('requestBodies', requestBody, (each) => this.#requestBody(each, inner)),
          inner,
          requestBody.component === undefined ? requestBody.value : {},
          !requestBody.value.required,
        )
      : `${inner}requestBody?: never;\n`;
    const responses = [...form.responses].map(([code, response]) =>
      member(
        code,
        refer('responses', response, (each) => this.#response(each, `${inner}${INDENT}`)),
        `${inner}${INDENT}`,
        response.component === undefined ? response.value : {},
      ),
    );
    return members(
      [
        member('parameters', this.#parameters(form.parameters, inner), inner),
        body,
        member('responses', responses.length > 0 ? members(responses, inner) : 'never', inner),
      ],
      indent,
    );
  }

  #parameters(parameters: readonly Referable<ParameterForm>[], indent: string): string {
    const inner = `${indent}${INDENT}`;
    const places = (['query', 'header', 'path', 'cookie'] as const).map((place) => {
      const here = parameters.filter(({ value }) => value.in === place);
      if (here.length === 0) return `${inner}${place}?: never;\n`;
      const own = `${inner}${INDENT}`;
      const lines = here.map((parameter) => {
        const { value } = parameter;
        const type = refer('parameters', parameter, ({ schema }) => this.#type(schema, 'write', own));
        return `${textsComment(value, own)}${own}${propertyKey(value.name)}${value.required ? '' : '?'}: ${type};\n`;
      });
      const isOptional = here.every(({ value }) => !value.required);
      return member(place, members(lines, inner), inner, {}, isOptional);
    });
    return members(places, indent);
  }

  #requestBody({ content }: RequestBodyForm, indent: string): string {
    const inner = `${indent}${INDENT}`;
    return members([member('content', this.#content(content, 'write', inner), inner)], indent);
  }

  #response({ headers, content }: ResponseForm, indent: string): string {
    const inner = `${indent}${INDENT}`;
    const own = `${inner}${INDENT}`;
    const lines = [...headers].map(([name, header]) => {
      const type = refer('headers', header, (each: HeaderForm) => this.#type(each.schema, 'read', own));
      const texts = header.component === undefined ? textsComment(header.value, own) : '';
      return `${texts}${own}${propertyKey(name)}${header.value.required ? '' : '?'}: ${type};\n`;
    });
    lines.push(`${own}[name: string]: unknown;\n`);
    return members(
      [
        member('headers', members(lines, inner), inner),
        content.size > 0
          ? member('content', this.#content(content, 'read', inner), inner)
          : `${inner}content?: never;\n`,
      ],
      indent,
    );
  }

  #content(content: ReadonlyMap<string, Schema>, direction: Direction, indent: string): string {
    const inner = `${indent}${INDENT}`;
    if (content.size === 0) return members([`${inner}"*/*"?: never;\n`], indent);
    return members(
      [...content].map(([type, schema]) => `${inner}${propertyKey(type)}: ${this.#type(schema, direction, inner)};\n`),
      indent,
    );
  }
}

/** The keys of a schema in `components`: that of what responses hold, and that of what requests take if it is another. */
function keysOf({ key, writeKey }: NamedSchema): string[] {
  return writeKey === undefined ? [key] : [key, writeKey];
}

function refer<T>(kind: string, { component, value }: Referable<T>, print: (value: T) => string): string {
  return component === undefined ? print(value) : `components[${quoteDouble(kind)}][${quoteDouble(component)}]`;
}

function neverParameters(indent: string): string {
  return members(
    NEVER_PARAMETERS.map((line) => `${indent}${INDENT}${line}\n`),
    indent,
  );
}

/** A member with its comment. */
function member(name: string, type: string, indent: string, texts: Texts = {}, isOptional = false): string {
  return `${textsComment(texts, indent)}${indent}${propertyKey(name)}${isOptional ? '?' : ''}: ${type};\n`;
}

function exported(name: string, lines: readonly string[]): string {
  return lines.length === 0 ? `export interface ${name} {\n}\n` : `export interface ${name} {\n${lines.join('')}}\n`;
}
