import type { SchemaForms } from '../api-model.js';
import type { ComponentForms, OperationForm, Referable } from './contract-forms.js';
import { type NamedSchema, partsOf, type Schema } from './schema-form.js';

/** The forms of some of the operations, by where they stand in the document, and of what those lead to. */
export function partOfForms(forms: SchemaForms, operations: ReadonlySet<string>): SchemaForms {
  const paths = forms.paths.flatMap(({ path, operations: all }) => {
    const kept = all.filter(({ pointer }) => operations.has(pointer));
    return kept.length > 0 ? [{ path, operations: kept }] : [];
  });
  const reached = new Reached();
  for (const path of paths) for (const { form } of path.operations) reached.takeOperation(form);
  const { components } = forms;
  const kept = <T>(kind: keyof ComponentForms, all: ReadonlyMap<string, T>): Map<string, T> =>
    new Map([...all].filter(([key]) => reached.has(kind, key)));
  return {
    ...forms,
    paths,
    named: forms.named.filter((named) => reached.schemas.has(named)),
    components: {
      responses: kept('responses', components.responses),
      parameters: kept('parameters', components.parameters),
      requestBodies: kept('requestBodies', components.requestBodies),
      headers: kept('headers', components.headers),
    },
  };
}

class Reached {
  readonly schemas = new Set<NamedSchema>();
  readonly #components = new Set<string>();
  readonly #seen = new Set<Schema>();

  has(kind: keyof ComponentForms, key: string): boolean {
    return this.#components.has(`${kind} ${key}`);
  }

  takeOperation({ parameters, requestBody, responses }: OperationForm): void {
    for (const parameter of parameters) this.#take('parameters', parameter, ({ schema }) => this.#takeSchema(schema));
    if (requestBody) this.#take('requestBodies', requestBody, ({ content }) => this.#takeContent(content));
    for (const response of responses.values()) {
      this.#take('responses', response, ({ headers, content }) => {
        for (const header of headers.values()) {
          this.#take('headers', header, ({ schema }) => this.#takeSchema(schema));
        }
        this.#takeContent(content);
      });
    }
  }

  #take<T>(kind: keyof ComponentForms, { component, value }: Referable<T>, go: (value: T) => void): void {
    if (component !== undefined) this.#components.add(`${kind} ${component}`);
    go(value);
  }

  #takeContent(content: ReadonlyMap<string, Schema>): void {
    for (const schema of content.values()) this.#takeSchema(schema);
  }

  #takeSchema(schema: Schema): void {
    const waiting: Schema[] = [schema];
    for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
      if (typeof each === 'boolean' || this.#seen.has(each)) continue;
      this.#seen.add(each);
      for (const named of [
        ...(each.reference ? [each.reference] : []),
        ...(each.discriminator?.mapping.keys() ?? []),
        ...(each.discriminator?.otherwise ? [each.discriminator.otherwise] : []),
      ]) {
        this.schemas.add(named);
        waiting.push(named.schema);
      }
      for (const part of partsOf(each)) waiting.push(part);
    }
  }
}
