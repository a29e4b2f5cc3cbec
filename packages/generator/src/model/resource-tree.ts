import { diagnose } from '../catalogue.js';
import { quote, type Report } from '../diagnostics.js';
import type { LoadedContract } from '../load/contract.js';
import { type NameScope, partProblem } from './names.js';
import type { OperationModel, ResourceModel } from './types.js';
import { capitalize } from './words.js';

interface Branch {
  readonly name: readonly string[];
  operation?: OperationModel;
  readonly children: Map<string, Branch>;
}

/** The resource tree of named operations. Names that clash, or that cannot stand where they do, are reported and left out. */
export function buildTree(
  operations: readonly OperationModel[],
  clientType: string,
  describe: (name: readonly string[]) => string | undefined,
  scope: NameScope,
  contract: LoadedContract,
  report: Report,
): ResourceModel {
  const root: Branch = { name: [], children: new Map() };
  for (const operation of operations) {
    const taken = plant(root, operation);
    if (taken) report(collision(taken, operation, contract));
  }
  reportProblems(root, contract, report);
  const grow = (branch: Branch): ResourceModel => {
    const { name, operation } = branch;
    const typeName =
      operation?.typeName ?? (name.length === 0 ? clientType : scope.claim(`${name.map(capitalize).join('')}Api`, '_'));
    const description = operation ? undefined : describe(name);
    return {
      name,
      typeName,
      children: [...branch.children.values()].map(grow),
      ...(operation && { operation }),
      ...(description !== undefined && { description }),
    };
  };
  return grow(root);
}

/** Puts an operation into its place; gives the one that is there already. */
function plant(root: Branch, operation: OperationModel): OperationModel | undefined {
  let branch = root;
  for (const part of operation.name) {
    let next = branch.children.get(part);
    if (!next) {
      next = { name: [...branch.name, part], children: new Map() };
      branch.children.set(part, next);
    }
    branch = next;
  }
  if (branch.operation) return branch.operation;
  branch.operation = operation;
  return undefined;
}

function collision(first: OperationModel, second: OperationModel, contract: LoadedContract) {
  const name = first.name.join('.');
  const described = ({ method, path, id }: OperationModel): string => `${quote(id)} (${method} ${quote(path)})`;
  return diagnose(
    'name-collision',
    `${described(first)} and ${described(second)} are both named ${name}.`,
    contract.locate(second.pointer),
    `Name one of them in the configuration: \`names: { ${quote(second.id)}: '${name}Other' }\`, with a word of your own.`,
  );
}

function reportProblems(branch: Branch, contract: LoadedContract, report: Report): void {
  for (const [part, child] of branch.children) {
    const place = { root: branch.name.length === 0, underMethod: branch.operation !== undefined };
    const problem = partProblem(part, place);
    const first = firstOperation(child);
    if (problem !== undefined && first) {
      const message = `The name ${first.name.join('.')} of ${quote(first.id)} cannot be used: ${quote(part)} ${problem}.`;
      report(diagnose('name-unusable', message, contract.locate(first.pointer)));
    }
    reportProblems(child, contract, report);
  }
}

function firstOperation(branch: Branch): OperationModel | undefined {
  if (branch.operation) return branch.operation;
  for (const child of branch.children.values()) {
    const first = firstOperation(child);
    if (first) return first;
  }
  return undefined;
}
