import { MARKDOWN_MARK } from '../../base/generated-mark.js';
import type { ApiModel, OperationModel, ResourceModel } from '../model/build-model.js';
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

/** The call with its arguments; those that may be left out, in brackets. Options are named where they may not. */
function callOf({ name, signature }: OperationModel): string {
  const list = (signature.overloads[0]?.arguments ?? []).filter(({ role, required }) => role !== 'options' || required);
  const required = list.filter(({ omittable }) => !omittable).map((argument) => argument.name);
  const optional = list.filter(({ omittable }) => omittable).map((argument) => argument.name);
  const brackets = optional.length === 0 ? '' : `[${required.length > 0 ? ', ' : ''}${optional.join(', ')}]`;
  return `api.${name.join('.')}(${required.join(', ')}${brackets})`;
}
