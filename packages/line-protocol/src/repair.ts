import type { PointData } from './point-data.js';
import type { PointError } from './point-error.js';

type Values = Readonly<Record<string, unknown>>;

/**
 * What a tag may not hold, as Telegraf and other writers put it: a line break as the two characters `\n`, and each of the
 * backslashes at its end as a slash, so that two series do not become one.
 */
function repairTagText(text: string): string {
  const end = text.length - (/\\+$/.exec(text)?.[0].length ?? 0);
  return text.slice(0, end).replaceAll('\n', '\\n') + '/'.repeat(text.length - end);
}

/** Tags without what an error is about; undefined where it is not about line breaks and backslashes. */
function repairTag(tags: Values, { key, code }: PointError): Values | undefined {
  if (key === undefined || (code !== 'newline' && code !== 'trailing-backslash')) return undefined;
  const entries = Object.entries(tags).map(([name, value]): [string, unknown] =>
    name === key ? [repairTagText(name), typeof value === 'string' ? repairTagText(value) : value] : [name, value],
  );
  // a repaired key that the point has already would hide one of the two tags
  return new Set(entries.map(([name]) => name)).size < entries.length ? undefined : Object.fromEntries(entries);
}

/** A copy without one key. */
function without(values: Values, key: string): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => name !== key));
}

/** A copy of a point without what an error is about. Undefined where the point cannot be written without that. */
export function repairPoint(point: PointData, error: PointError): PointData | undefined {
  const { part, key } = error;
  if (part === 'field' && key !== undefined && Object.hasOwn(point.fields, key)) {
    return { ...point, fields: without(point.fields, key) as PointData['fields'] };
  }
  if (part === 'tag' && typeof point.tags === 'object' && point.tags !== null) {
    const tags = repairTag(point.tags, error);
    return tags && { ...point, tags: tags as PointData['tags'] };
  }
  return undefined;
}
