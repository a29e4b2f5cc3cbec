import type { ApiModel, OperationModel, ResourceModel } from '../model/index.js';
import { isIdentifier } from '../model/names.js';
import { MARKDOWN_MARK } from '../write/mark.js';
import { tableCell, tableCode } from './comments.js';

/** `OPERATIONS.md`: the whole surface of a client on one page. */
export function emitOperationsPage(model: ApiModel): string {
  const rows = operationsOf(model.root).map((operation) =>
    [
      tableCode(operation.name.join('.')),
      tableCode(callOf(operation)),
      tableCode(`${operation.method} ${operation.server ?? ''}${operation.path}`),
      tableCell(operation.summary ?? '') + (operation.deprecated ? ' **Deprecated.**' : ''),
    ].join(' | '),
  );
  return `${MARKDOWN_MARK} from a contract. Do not edit: change the contract or the configuration and generate again. -->

# Operations of ${tableCell(model.title)}

All ${rows.length} methods of the client that \`${model.clientName}\` creates. Arguments in brackets may be left out; every call
takes options last.

| method | call | request | what it does |
|---|---|---|---|
${rows.map((row) => `| ${row} |\n`).join('')}`;
}

/** In the order of the tree, so that what belongs together stands together. */
function operationsOf({ operation, children }: ResourceModel): OperationModel[] {
  return [...(operation ? [operation] : []), ...children.flatMap(operationsOf)];
}

function callOf({ name, pathParameters, queryParameters, body }: OperationModel): string {
  const required = pathParameters.map(({ argument }) => argument);
  const optional: string[] = [];
  if (body) (body.required ? required : optional).push('body');
  else if (queryParameters.length > 0)
    (queryParameters.some((each) => each.required) ? required : optional).push('query');
  const queryInOptions = body && queryParameters.some((each) => each.required);
  if (queryInOptions) required.push('options');
  const all =
    required.join(', ') + (optional.length > 0 ? `${required.length > 0 ? ', ' : ''}[${optional.join(', ')}]` : '');
  const path = ['api', ...name].map((part, index) => (index === 0 || isIdentifier(part) ? part : JSON.stringify(part)));
  return `${path.join('.')}(${all})`;
}
