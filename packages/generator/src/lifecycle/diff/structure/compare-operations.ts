import { canonical, isObject, type JsonObject, type JsonValue, own } from '../../../base/json.js';
import type { OpenApiDocument } from '../../../contract/document/openapi.js';
import { type DocumentOperation, type DocumentReader, pathTemplate } from '../../../contract/document/reader.js';
import { compareProse } from './compare-annotations.js';
import { compareCallbacks } from './compare-callbacks.js';
import { mediaTypesOf } from './compare-media-types.js';
import { type Parameter, parametersOf } from './compare-parameters.js';
import { compareStatuses, responsesOf } from './compare-responses.js';
import { compareSecurity, securityOf } from './compare-security.js';
import { compareServers } from './compare-servers.js';
import { type ComparedDocument, code, type Node, node, showLabel } from './compared-node.js';
import { annotationsOf } from './schema-shape.js';
import type { Report } from './traversal.js';

/** An operation of one of the contracts. */
export interface ComparedOperation extends DocumentOperation {
  readonly id: string | undefined;
}

/** The operations of a contract, by method and path; names of path parameters do not tell two paths apart. */
export function operationsOf(document: DocumentReader): Map<string, ComparedOperation> {
  return new Map(
    document.operations().map((found) => {
      const id = own(found.operation, 'operationId');
      return [
        `${found.method.toLowerCase()} ${pathTemplate(found.path)}`,
        { ...found, id: typeof id === 'string' ? id : undefined },
      ];
    }),
  );
}

/** Compares two operations of one method and path. */
export function compareOperations(report: Report, old: ComparedOperation, now: ComparedOperation): void {
  compareIdentity(report, old, now);
  compareProse(report, annotationsOf(old.operation), annotationsOf(now.operation), now, 'the operation', 'none');
  compareProse(report, annotationsOf(old.pathItem), annotationsOf(now.pathItem), parent(now), 'the path', 'none');
  compareTags(report, old, now);
  const second = { old: secondArgument(report.old, old), now: secondArgument(report.new, now) };
  compareParameterLists(report, old, now, second);
  compareRequestBodies(report, old, now, second.old);
  compareStatuses(report, responses(report.old, old), responses(report.new, now));
  compareSecurity(
    report,
    securityOf(report.old.document, old.operation, old.pointer),
    securityOf(report.new.document, now.operation, now.pointer),
  );
  compareServers(report, serversOf(old), serversOf(now), { pointer: `${now.pointer}/servers` });
  compareCallbacks(report, own(old.operation, 'callbacks'), own(now.operation, 'callbacks'), now);
}

function compareIdentity(report: Report, old: ComparedOperation, now: ComparedOperation): void {
  if (old.id !== now.id) {
    const message = `the operation id is ${code(now.id ?? '')}, it was ${code(old.id ?? '')}: its key in the type \`operations\` is another`;
    report.find('operation-renamed', 'none', { pointer: `${now.pointer}/operationId` }, message);
  }
  if (old.path !== now.path) {
    const message = `the path is ${code(now.path)}, it was ${code(old.path)}: a path parameter is renamed`;
    report.find('path-parameter-renamed', 'request', parent(now), message);
  }
  const [was, is] = [own(old.operation, 'deprecated') === true, own(now.operation, 'deprecated') === true];
  if (!was && is) report.find('operation-deprecated', 'none', now, 'the operation is deprecated');
  if (was && !is) report.find('operation-undeprecated', 'none', now, 'the operation is no longer deprecated');
}

function parent({ pointer }: ComparedOperation): { pointer: string } {
  return { pointer: pointer.slice(0, pointer.lastIndexOf('/')) };
}

function compareTags(report: Report, old: ComparedOperation, now: ComparedOperation): void {
  const tags = ({ operation }: ComparedOperation): string => canonical(own(operation, 'tags') ?? []);
  if (tags(old) === tags(now)) return;
  report.find(
    'tags-changed',
    'none',
    { pointer: `${now.pointer}/tags` },
    'the operation is filed under other headings',
  );
}

/** What comes between the path parameters and the options of a method. */
type Second = 'body' | 'query' | 'nothing';

function secondArgument(side: ComparedDocument, operation: ComparedOperation): Second {
  if (bodyOf(side, operation) !== undefined) return 'body';
  return [...parametersOf(side, operation).values()].some((item) => item.in === 'query') ? 'query' : 'nothing';
}

function compareParameterLists(
  report: Report,
  old: ComparedOperation,
  now: ComparedOperation,
  second: { readonly old: Second; readonly now: Second },
): void {
  const [before, after] = [parametersOf(report.old, old), parametersOf(report.new, now)];
  const samePath = old.path === now.path;
  for (const [key, was] of before) {
    const is = after.get(key);
    if (is !== undefined) report.descend('parameter', was.node, is.node, 'request');
    else if (was.in !== 'path' || samePath) {
      const place = { pointer: was.node.pointer, gone: true as const };
      report.find('parameter-removed', 'request', place, `${showLabel(was.node.label)} is gone`);
    }
  }
  for (const [key, is] of after) {
    if (before.has(key) || (is.in === 'path' && !samePath)) continue;
    const label = showLabel(is.node.label);
    if (is.required) report.find('parameter-required-added', 'request', is.node, `new required ${label}`);
    else report.find('parameter-added', 'request', is.node, `new ${label}`);
  }
  if (!samePath) pairRenamed(report, before, after);
  if (second.old === 'nothing' && second.now === 'query') {
    const message =
      'takes its query as an argument before the options: it had none, so a call that passes options must put `{}` before them';
    report.find('signature-shifted', 'request', { pointer: `${now.pointer}/parameters` }, message);
  }
  if (second.old === 'query' && second.now === 'nothing') {
    const message = 'takes no query any longer: a call that passes options must leave out the argument before them';
    report.find('signature-shifted', 'request', { pointer: now.pointer }, message);
  }
}

/** Path parameters that were renamed are compared in the order of the path. */
function pairRenamed(report: Report, old: ReadonlyMap<string, Parameter>, now: ReadonlyMap<string, Parameter>): void {
  const inPath = (all: ReadonlyMap<string, Parameter>, others: ReadonlyMap<string, Parameter>): Parameter[] =>
    [...all].filter(([key, item]) => item.in === 'path' && !others.has(key)).map(([, item]) => item);
  const after = inPath(now, old);
  for (const [index, was] of inPath(old, now).entries()) {
    const is = after[index];
    if (is !== undefined) report.descend('parameter', was.node, is.node, 'request');
  }
}

function compareRequestBodies(report: Report, old: ComparedOperation, now: ComparedOperation, second: Second): void {
  const [was, is] = [bodyOf(report.old, old), bodyOf(report.new, now)];
  if (was !== undefined && is !== undefined) report.descend('body', was, is, 'request');
  else if (was !== undefined) {
    report.find('body-removed', 'request', { pointer: was.pointer, gone: true }, 'no body is accepted any longer');
  } else if (is !== undefined) {
    const required = isObject(is.parts[0]?.value) && own(is.parts[0].value, 'required') === true;
    const moved = second === 'query' ? 'its query goes into `options.query`' : 'its options move by one place';
    report.find('body-added', 'request', is, `new ${required ? 'required' : 'optional'} body; ${moved}`);
  }
}

/** A body that has no media type is none. */
function bodyOf(side: ComparedDocument, operation: ComparedOperation): Node | undefined {
  const value = own(operation.operation, 'requestBody');
  if (value === undefined) return undefined;
  const part = side.follow({ value, pointer: `${operation.pointer}/requestBody` });
  const content = isObject(part.value) ? own(part.value, 'content') : undefined;
  const media = mediaTypesOf(side, { value: content ?? null, pointer: '' }, { name: 'body' });
  return media.size === 0 ? undefined : node(part.value, part.pointer, { name: 'body' });
}

function responses(side: ComparedDocument, { operation, pointer }: ComparedOperation): Map<string, Node> {
  return responsesOf(side, { value: own(operation, 'responses') ?? null, pointer: `${pointer}/responses` });
}

function serversOf({ operation, pathItem }: ComparedOperation): JsonValue | undefined {
  return own(operation, 'servers') ?? own(pathItem, 'servers');
}

/** What the document says of itself: title, version and contact. */
export function compareInfo(report: Report): void {
  const info = (document: OpenApiDocument): string => canonical(document.info as unknown as JsonObject);
  if (info(report.old.document) !== info(report.new.document)) {
    const { version } = report.new.document.info;
    const was = report.old.document.info.version;
    const versions = version === was ? '' : `: version ${code(String(version))}, it was ${code(String(was))}`;
    report.find(
      'info-changed',
      'none',
      { pointer: '/info' },
      `title, description or version of the contract${versions}`,
    );
  }
  const tags = (document: OpenApiDocument): string => canonical((document.tags ?? []) as unknown as JsonValue);
  if (tags(report.old.document) !== tags(report.new.document)) {
    report.find('tags-changed', 'none', { pointer: '/tags' }, 'headings of the contract or their descriptions');
  }
}
