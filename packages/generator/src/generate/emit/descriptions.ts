import type { ApiModel, OperationModel } from '../model/build-model.js';
import { commentCode, commentLine, commentLines } from './comments.js';

type Paragraphs = (string | string[])[];

/** What comments say of operations. */
export class Descriptions {
  /** Method names by `GET /path`. */
  readonly #names: ReadonlyMap<string, string>;

  constructor(model: ApiModel) {
    this.#names = new Map(model.operations.map(({ method, path, name }) => [`${method} ${path}`, name.join('.')]));
  }

  /** Of a method where it is named: what it does, its request, whether it is deprecated. */
  method(operation: OperationModel): Paragraphs {
    return [...this.#text(operation), ...this.#deprecation(operation)];
  }

  /** Of a call: what it does, its request, its arguments. */
  call(operation: OperationModel): Paragraphs {
    return [...this.#text(operation), this.#parameters(operation), ...this.#deprecation(operation)];
  }

  #text({ summary, description, method, path }: OperationModel): Paragraphs {
    return [
      ...(summary === undefined ? [] : [commentLines(summary)]),
      ...(description === undefined || description === summary ? [] : [commentLines(description)]),
      commentCode(`${method} ${path}`),
    ];
  }

  #parameters(operation: OperationModel): string[] {
    const { pathParameters, queryParameters, body, cookieParameters, signature } = operation;
    const lines = pathParameters.map(({ argument, description, name }) =>
      parameterLine(argument, description ?? `\`${commentLine(name)}\` of the path.`),
    );
    const queryNames = queryParameters.map(({ name }) => commentCode(name)).join(', ');
    const roles = new Set(signature.overloads[0]?.arguments.map(({ role }) => role));
    if (roles.has('body')) lines.push(parameterLine('body', body?.description ?? 'The body of the request.'));
    if (roles.has('query')) lines.push(parameterLine('query', `Query parameters: ${queryNames}.`));
    const options = signature.options.query
      ? `Options of the call, and query parameters: ${queryNames}.`
      : 'Options of the call.';
    const cookies = cookieParameters.map(({ name }) => commentCode(name)).join(', ');
    // Cookies belong to the platform: a browser does not let a page send one by hand.
    lines.push(
      parameterLine('options', cookies === '' ? options : `${options} The server reads the cookie ${cookies}.`),
    );
    return lines;
  }

  #deprecation({ deprecated, description }: OperationModel): string[] {
    if (!deprecated) return [];
    const [, said = ''] = /(?:^|\s)Deprecated[:.,]?\s+([^\n]*?[.!])(?=\s|$)/.exec(description ?? '') ?? [];
    // A caller knows methods by their names here, not by their paths.
    const named = said.replace(/`([A-Z]+ \/[^`\s]*)`/g, (whole, request: string) => {
      const name = this.#names.get(request);
      return name === undefined ? whole : `\`${name}\``;
    });
    const reason = commentLine(named);
    return [reason === '' ? '@deprecated The contract advises against it.' : `@deprecated ${capitalized(reason)}`];
  }
}

function parameterLine(name: string, description: string): string {
  return `@param ${name} - ${commentLine(description)}`;
}

function capitalized(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
