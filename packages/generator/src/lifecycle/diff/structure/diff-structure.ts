import type { OpenApiDocument } from '../../../contract/document/openapi.js';
import type { BoundNames } from '../../../generate/model/given-parameters.js';
import type { OperationPlace } from '../change.js';
import type { ComparedDescriptor } from '../contract-view.js';
import { compareBodies } from './compare-bodies.js';
import { compareCallbacks } from './compare-callbacks.js';
import { compareComponentNames, compareUnreached } from './compare-components.js';
import { compareDescriptors } from './compare-descriptors.js';
import { type ComparedOperation, compareInfo, compareOperations, operationsOf } from './compare-operations.js';
import { compareParameters } from './compare-parameters.js';
import { compareHeader, compareResponses } from './compare-responses.js';
import { compareSchemas } from './compare-schemas.js';
import { compareSecuritySchemes } from './compare-security.js';
import { compareServers } from './compare-servers.js';
import { ComparedDocument, code } from './compared-node.js';
import { placesOfBits, startingPoints } from './starting-points.js';
import { type FoundChange, type Pair, type Run, Traversal } from './traversal.js';

/** One of the contracts that are compared, and the descriptors of its generated client if they are known. */
export interface StructureView {
  readonly document: OpenApiDocument;
  readonly descriptors?: readonly ComparedDescriptor[];
  readonly bind?: BoundNames;
}

/** A finding with the operations that it reaches. What the same operations lead to has one list of them. */
export interface Reached extends FoundChange {
  readonly operations: readonly OperationPlace[];
}

/** The operations of both contracts side by side, in the order of the new one; what is gone comes last. */
export interface OperationPair {
  readonly place: OperationPlace;
  readonly old?: ComparedOperation;
  readonly new?: ComparedOperation;
}

/** Pairs the operations of two contracts by method and path. */
export function pairOperations(old: StructureView, now: StructureView): OperationPair[] {
  const [before, after] = [
    operationsOf(new ComparedDocument(old.document)),
    operationsOf(new ComparedDocument(now.document)),
  ];
  const [oldNames, newNames] = [names(old.descriptors), names(now.descriptors)];
  const place = (
    { method, path }: ComparedOperation,
    from: ReadonlyMap<string, ComparedDescriptor>,
  ): OperationPlace => {
    const name = from.get(`${method} ${path}`)?.name;
    return { method, path, ...(name !== undefined && { name }) };
  };
  const pairs: OperationPair[] = [];
  for (const [key, is] of after) {
    const was = before.get(key);
    pairs.push({ place: place(is, newNames), new: is, ...(was && { old: was }) });
  }
  for (const [key, was] of before) if (!after.has(key)) pairs.push({ place: place(was, oldNames), old: was });
  return pairs;
}

/** The structural view: every difference between two contracts, once, with the operations that it reaches. */
export function diffStructure(
  old: StructureView,
  now: StructureView,
  pairs: readonly OperationPair[] = pairOperations(old, now),
): Reached[] {
  const walk = new Traversal(
    new ComparedDocument(old.document, old.bind),
    new ComparedDocument(now.document, now.bind),
    {
      schema: compareSchemas,
      parameter: compareParameters,
      response: compareResponses,
      body: compareBodies,
      header: compareHeader,
    },
  );
  const found = new Map<string, { readonly finding: FoundChange; readonly pairs: Pair[] }>();
  const starts: { readonly root: Pair; readonly place: OperationPlace }[] = [];
  const collect = (
    { root, pairs: visited }: Run,
    place?: OperationPlace,
    counts: (finding: FoundChange) => boolean = () => true,
  ): void => {
    if (place !== undefined) starts.push({ root, place });
    for (const pair of visited) {
      for (const finding of pair.findings) {
        if (!counts(finding)) continue;
        const { rule, direction, pointer, pointerIn, message } = finding;
        // What an operation says of itself is its own, also where another says the same at the same place.
        const key = [rule, direction, pointerIn, pointer, message].join('\n');
        const entry = found.get(key);
        if (entry === undefined) found.set(key, { finding, pairs: [pair] });
        else entry.pairs.push(pair);
      }
    }
  };
  const [oldDescriptors, newDescriptors] = [names(old.descriptors), names(now.descriptors)];
  const gone = new Map(pairs.filter((pair) => !pair.new).map((pair) => [pair.old?.id, pair] as const));
  const added = new Set(pairs.filter((pair) => !pair.old).map((pair) => pair.new?.id));
  for (const { place, old: was, new: is } of pairs) {
    collect(
      walk.run((report) => {
        if (was !== undefined && is !== undefined) {
          compareOperations(report, was, is);
          const [oldDescriptor, newDescriptor] = [
            oldDescriptors.get(`${was.method} ${was.path}`),
            newDescriptors.get(`${is.method} ${is.path}`),
          ];
          if (oldDescriptor !== undefined && newDescriptor !== undefined)
            compareDescriptors(report, oldDescriptor, newDescriptor, is);
        } else if (is !== undefined) {
          const from = is.id === undefined ? undefined : gone.get(is.id)?.old;
          if (from === undefined) report.find('operation-added', 'none', is, `new operation ${title(is)}`);
          else report.find('operation-moved', 'none', is, `is now ${title(is)}, it was ${title(from)}`);
        } else if (was !== undefined) {
          if (was.id !== undefined && added.has(was.id)) return;
          report.find(
            'operation-removed',
            'none',
            { pointer: was.pointer, gone: true },
            `the operation ${title(was)} is gone`,
          );
        }
      }),
      place,
    );
  }
  collect(
    walk.run((report) => {
      compareInfo(report);
      compareSecuritySchemes(report);
      const servers = (side: StructureView): Parameters<typeof compareServers>[1] =>
        side.document.servers as Parameters<typeof compareServers>[1];
      compareServers(report, servers(old), servers(now), { pointer: '/servers' });
      const hooks = (side: StructureView): Parameters<typeof compareCallbacks>[1] =>
        (side.document as unknown as Record<string, Parameters<typeof compareCallbacks>[1]>)['webhooks'];
      compareCallbacks(report, hooks(old), hooks(now), { pointer: '/webhooks' });
      compareComponentNames(report);
    }),
  );
  // What operations lead to was compared in the directions in which it travels; unreached schemas add none.
  const reached = walk.reached();
  const isUnreached = ({ pointer }: FoundChange): boolean => !reached.has(pointer.split('/', 4).join('/'));
  collect(
    walk.run((report) => compareUnreached(report, walk)),
    undefined,
    isUnreached,
  );
  const bits = startingPoints(starts.map(({ root }) => root));
  const lists = new Map<bigint, readonly OperationPlace[]>();
  // One list for all that the same operations lead to: of schemas that lead to each other, that is everything.
  const operationsOfBits = (of: bigint): readonly OperationPlace[] => {
    const known = lists.get(of);
    if (known !== undefined) return known;
    const list = placesOfBits(of).flatMap((index) => starts[index]?.place ?? []);
    lists.set(of, list);
    return list;
  };
  return [...found.values()].map(({ finding, pairs: of }) => ({
    ...finding,
    operations: operationsOfBits(of.reduce((sum, pair) => sum | (bits.get(pair) ?? 0n), 0n)),
  }));
}

function title({ method, path }: ComparedOperation): string {
  return code(`${method} ${path}`);
}

function names(descriptors: readonly ComparedDescriptor[] = []): Map<string, ComparedDescriptor> {
  return new Map(descriptors.map((descriptor) => [`${descriptor.method} ${descriptor.path}`, descriptor]));
}
