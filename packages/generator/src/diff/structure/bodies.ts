import { own } from '../../load/json.js';
import { compareProse } from './annotations.js';
import { compareMediaTypes, mediaTypesOf } from './media-types.js';
import type { Node, Side } from './node.js';
import { objectOf } from './parameters.js';
import { annotationsOf } from './shape.js';
import type { Report, Way } from './walk.js';

/** Compares two request bodies. */
export function compareBodies(report: Report, old: Node, now: Node, way: Way): void {
  const [before, after] = [objectOf(old), objectOf(now)];
  const [was, is] = [own(before, 'required') === true, own(after, 'required') === true];
  if (!was && is) report.find('body-became-required', way, now, 'the body is now required');
  if (was && !is) report.find('body-became-optional', way, now, 'the body may be left out');
  compareProse(report, annotationsOf(before), annotationsOf(after), now, 'the body', way);
  const where = { what: 'the body', pointer: now.pointer };
  compareMediaTypes(report, content(report.old, old), content(report.new, now), where, way);
}

function content(side: Side, body: Node): ReturnType<typeof mediaTypesOf> {
  const part = { value: own(objectOf(body), 'content') ?? null, pointer: `${body.pointer}/content` };
  return mediaTypesOf(side, part, { name: 'body' });
}
