import { canonical, isObject, type JsonObject, own } from '../../../base/json.js';
import { below, type Part } from '../../../contract/document/reader.js';
import { compareProse } from './compare-annotations.js';
import { compareMediaTypes, mediaTypesOf } from './compare-media-types.js';
import { compareSpelling, objectOf } from './compare-parameters.js';
import { type ComparedDocument, code, componentAt, type Label, type Node, node, showLabel } from './compared-node.js';
import { annotationsOf } from './schema-shape.js';
import type { Report } from './traversal.js';

const direction = 'response';

/** The responses of an operation by status, as `200`, `4XX` or `default`. */
export function responsesOf(side: ComparedDocument, responses: Part): Map<string, Node> {
  const found = new Map<string, Node>();
  if (!isObject(responses.value)) return found;
  for (const [status, item] of Object.entries(responses.value)) {
    if (status.startsWith('x-')) continue;
    const part = side.follow({ value: item, pointer: below(responses, status) });
    const shared = part.pointer.startsWith('/components/responses/') ? componentAt(part.pointer) : undefined;
    const label = shared === undefined ? labelOf(status) : { name: shared };
    found.set(status.toUpperCase().replace('DEFAULT', 'default'), node(part.value, part.pointer, label));
  }
  return found;
}

/** Compares which statuses there are, and the responses of those that are in both. */
export function compareStatuses(report: Report, old: ReadonlyMap<string, Node>, now: ReadonlyMap<string, Node>): void {
  for (const [status, was] of old) {
    const is = now.get(status);
    if (is !== undefined) report.descend('response', was, is, direction);
    else {
      const place = { pointer: was.pointer, gone: true as const };
      report.find('status-removed', direction, place, `status ${code(status)} is no longer in the contract`);
    }
  }
  for (const [status, is] of now) {
    if (old.has(status)) continue;
    const covering = isError(status) ? (old.get(`${status.charAt(0)}XX`) ?? old.get('default')) : undefined;
    if (covering !== undefined && status !== 'default') {
      report.find('status-documented', direction, is, `status ${code(status)} is in the contract now`);
      report.descend('response', covering, is, direction);
    } else report.find('status-added', direction, is, `the response may have status ${code(status)}`);
  }
}

/** Compares two responses of one status. */
export function compareResponses(report: Report, old: Node, now: Node): void {
  const [before, after] = [objectOf(old), objectOf(now)];
  const what = /^(response|error)/.test(now.label.name)
    ? `the ${now.label.name}`
    : `the response ${code(now.label.name)}`;
  compareProse(report, annotationsOf(before), annotationsOf(after), now, what, direction);
  const where = { what, pointer: now.pointer };
  compareMediaTypes(report, contentOf(report.old, old, before), contentOf(report.new, now, after), where, direction);
  compareHeaders(report, { old, before }, { now, after });
  compareLinks(report, own(before, 'links'), own(after, 'links'), now);
}

function compareHeaders(
  report: Report,
  { old, before }: { old: Node; before: JsonObject },
  { now, after }: { now: Node; after: JsonObject },
): void {
  const [was, is] = [headersOf(report.old, before, old), headersOf(report.new, after, now)];
  for (const [key, header] of was) {
    const other = is.get(key);
    if (other !== undefined) report.descend('header', header, other, direction);
    else {
      const place = { pointer: header.pointer, gone: true as const };
      report.find('header-removed', direction, place, `${showLabel(header.label)} is no longer in the response`);
    }
  }
  for (const [key, header] of is) {
    if (!was.has(key)) report.find('header-added', direction, header, `new ${showLabel(header.label)} in the response`);
  }
}

/** Compares two headers of one name. */
export function compareHeader(report: Report, old: Node, now: Node): void {
  const [before, after] = [objectOf(old), objectOf(now)];
  const label = showLabel(now.label);
  compareSpelling(report, old, now, direction);
  const [was, is] = [own(before, 'required') === true, own(after, 'required') === true];
  if (!was && is) report.find('header-became-required', direction, now, `${label} is now always there`);
  if (was && !is) report.find('header-became-optional', direction, now, `${label} may be missing`);
  const [old_, now_] = [own(before, 'deprecated') === true, own(after, 'deprecated') === true];
  if (!old_ && now_) report.find('header-deprecated', direction, now, `${label} is deprecated`);
  if (old_ && !now_) report.find('header-undeprecated', direction, now, `${label} is no longer deprecated`);
  compareProse(report, annotationsOf(before), annotationsOf(after), now, label, direction);
  report.descend('schema', schemaOf(before, old), schemaOf(after, now), direction);
}

function schemaOf(header: JsonObject, at: Node): Node {
  return node(own(header, 'schema') ?? {}, `${at.pointer}/schema`, at.label);
}

function headersOf(side: ComparedDocument, response: JsonObject, at: Node): Map<string, Node> {
  const found = new Map<string, Node>();
  const headers = own(response, 'headers');
  if (!isObject(headers)) return found;
  for (const [name, item] of Object.entries(headers)) {
    const part = side.follow({
      value: item,
      pointer: below({ pointer: `${at.pointer}/headers` }, name),
    });
    found.set(name.toLowerCase(), node(part.value, part.pointer, { noun: 'header', name }));
  }
  return found;
}

function contentOf(side: ComparedDocument, at: Node, response: JsonObject): ReturnType<typeof mediaTypesOf> {
  return mediaTypesOf(side, { value: own(response, 'content') ?? null, pointer: `${at.pointer}/content` }, at.label);
}

function compareLinks(report: Report, old: unknown, now: unknown, at: Node): void {
  const [before, after] = [isObject(old) ? old : {}, isObject(now) ? now : {}];
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [own(before, name), own(after, name)];
    if (is === undefined) report.find('link-removed', direction, at, `link ${code(name)} is gone`);
    else if (was === undefined) report.find('link-added', direction, at, `new link ${code(name)}`);
    else if (canonical(was) !== canonical(is))
      report.find('link-changed', direction, at, `link ${code(name)} leads elsewhere`);
  }
}

function labelOf(status: string): Label {
  if (status.startsWith('2')) return { name: 'response' };
  return { name: status.toLowerCase() === 'default' ? 'error' : `error ${status}` };
}

function isError(status: string): boolean {
  return status.startsWith('4') || status.startsWith('5');
}
