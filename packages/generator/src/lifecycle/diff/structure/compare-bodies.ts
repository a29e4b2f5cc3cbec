import { own } from '../../../base/json.js';
import { compareProse } from './compare-annotations.js';
import { compareMediaTypes, mediaTypesOf } from './compare-media-types.js';
import { objectOf } from './compare-parameters.js';
import type { ComparedDocument, Node } from './compared-node.js';
import { annotationsOf } from './schema-shape.js';
import type { Report, ValueDirection } from './traversal.js';

/** Compares two request bodies. */
export function compareBodies(report: Report, old: Node, now: Node, direction: ValueDirection): void {
  const [before, after] = [objectOf(old), objectOf(now)];
  const [was, is] = [own(before, 'required') === true, own(after, 'required') === true];
  if (!was && is) report.find('body-became-required', direction, now, 'the body is now required');
  if (was && !is) report.find('body-became-optional', direction, now, 'the body may be left out');
  compareProse(report, annotationsOf(before), annotationsOf(after), now, 'the body', direction);
  const where = { what: 'the body', pointer: now.pointer };
  compareMediaTypes(report, content(report.old, old), content(report.new, now), where, direction);
}

function content(side: ComparedDocument, body: Node): ReturnType<typeof mediaTypesOf> {
  const part = { value: own(objectOf(body), 'content') ?? null, pointer: `${body.pointer}/content` };
  return mediaTypesOf(side, part, { name: 'body' });
}
