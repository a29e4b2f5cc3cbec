import type { JsonValue } from '../../../base/json.js';
import type { Schema } from './schema-form.js';

/** What a contract says in words of one of its parts. */
export interface Texts {
  readonly summary?: string;
  readonly description?: string;
  readonly deprecated?: true;
  readonly default?: JsonValue;
  readonly example?: JsonValue;
}

/** A part of an operation, and the key of the component that it is where the contract refers to one. */
export interface Referable<T> {
  readonly component?: string;
  readonly value: T;
}

export interface ParameterForm extends Texts {
  readonly name: string;
  readonly in: 'query' | 'header' | 'path' | 'cookie';
  readonly required: boolean;
  readonly schema: Schema;
}

export interface RequestBodyForm extends Texts {
  readonly required: boolean;
  readonly content: ReadonlyMap<string, Schema>;
}

export interface HeaderForm extends Texts {
  readonly required: boolean;
  readonly schema: Schema;
}

export interface ResponseForm extends Texts {
  readonly headers: ReadonlyMap<string, Referable<HeaderForm>>;
  readonly content: ReadonlyMap<string, Schema>;
}

/** The schemas of all that an operation sends and receives. */
export interface OperationForm extends Texts {
  readonly parameters: readonly Referable<ParameterForm>[];
  readonly requestBody?: Referable<RequestBodyForm>;
  /** By status as the contract spells it: `200`, `2XX`, `default`. */
  readonly responses: ReadonlyMap<string, Referable<ResponseForm>>;
}

export interface PathForm {
  readonly path: string;
  readonly operations: readonly {
    /** Field of the path item: `get`; undefined for a method that OpenAPI 3.1 does not know. */
    readonly field?: string;
    /** Where it stands in the document. */
    readonly pointer: string;
    readonly form: OperationForm;
  }[];
}

/** Components by kind and by their keys in `schema.ts`. */
export interface ComponentForms {
  readonly responses: ReadonlyMap<string, ResponseForm>;
  readonly parameters: ReadonlyMap<string, ParameterForm>;
  readonly requestBodies: ReadonlyMap<string, RequestBodyForm>;
  readonly headers: ReadonlyMap<string, HeaderForm>;
}

/** A request that the server sends: a webhook, or a callback of an operation. */
export interface EventForm {
  /** Its name in the contract: of the webhook or callback, with the method where it has several. */
  readonly name: string;
  /** The operation whose callback it is; absent: a webhook. */
  readonly operation?: string;
  readonly method: string;
  readonly texts: Texts;
  /** By media type; empty where it has no body. */
  readonly content: ReadonlyMap<string, Schema>;
}
