import { canonical, isObject, type JsonObject, type JsonValue, own } from '../../../base/json.js';
import type { OpenApiDocument } from '../../../contract/document/openapi.js';
import { escapeToken } from '../../../contract/document/pointer.js';
import { compareProse } from './compare-annotations.js';
import { code } from './compared-node.js';
import { annotationsOf } from './schema-shape.js';
import type { Place, Report } from './traversal.js';

/** Which credentials an operation asks for, and where the contract says so. */
export interface Security extends Place {
  /** Alternatives: the names of schemes that go together, with their scopes. The empty one: none are needed. */
  readonly alternatives: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
}

/** What holds for an operation: its own requirement, otherwise that of the whole contract. */
export function securityOf(document: OpenApiDocument, operation: JsonObject, pointer: string): Security {
  const stated = own(operation, 'security');
  const list: JsonValue = stated ?? (document.security as JsonValue | undefined) ?? [];
  const alternatives = new Map<string, ReadonlyMap<string, readonly string[]>>();
  for (const item of Array.isArray(list) ? list : []) {
    if (!isObject(item)) continue;
    const schemes = new Map<string, readonly string[]>();
    for (const name of Object.keys(item).sort()) {
      const scopes = own(item, name);
      schemes.set(name, Array.isArray(scopes) ? scopes.map(String) : []);
    }
    alternatives.set([...schemes.keys()].join(' + '), schemes);
  }
  if (alternatives.size === 0) alternatives.set('', new Map());
  return { alternatives, pointer: stated === undefined ? '/security' : `${pointer}/security` };
}

/** Compares who may call an operation. */
export function compareSecurity(report: Report, old: Security, now: Security): void {
  const [was, is] = [old.alternatives, now.alternatives];
  const find = (rule: Parameters<Report['find']>[0], message: string): void =>
    report.find(rule, 'request', now, message);
  if (was.size === 1 && was.has('') && is.size === 1 && is.has('')) return;
  if (is.size === 1 && is.has('')) {
    find('security-dropped', 'no credentials are asked for, and none are sent');
    return;
  }
  for (const [name, schemes] of was) {
    const other = is.get(name);
    if (other !== undefined) compareScopes(schemes, other, find);
    else if (name === '')
      find('security-required', `credentials are required: ${[...is.keys()].map(code).join(' or ')}`);
    else {
      const enough = [...is].find(([, needed]) => isPart(needed, schemes))?.[0];
      if (enough === undefined) find('security-removed', `credentials of ${code(name)} are no longer accepted`);
      else if (enough !== '')
        find('security-dropped', `credentials of ${code(enough)} are enough, it was ${code(name)}`);
    }
  }
  for (const name of is.keys()) {
    if (was.has(name) || (was.size === 1 && was.has(''))) continue;
    find(
      'security-added',
      name === '' ? 'may be called without credentials' : `credentials of ${code(name)} are accepted`,
    );
  }
}

/** Whether who has some credentials has all that are needed. */
function isPart(
  needed: ReadonlyMap<string, readonly string[]>,
  given: ReadonlyMap<string, readonly string[]>,
): boolean {
  return [...needed].every(
    ([scheme, scopes]) => scopes.every((scope) => given.get(scheme)?.includes(scope) ?? false) && given.has(scheme),
  );
}

function compareScopes(
  old: ReadonlyMap<string, readonly string[]>,
  now: ReadonlyMap<string, readonly string[]>,
  find: (rule: 'scope-added' | 'scope-removed', message: string) => void,
): void {
  for (const [scheme, scopes] of now) {
    const before = old.get(scheme) ?? [];
    for (const scope of scopes) {
      if (!before.includes(scope)) find('scope-added', `the scope ${code(scope)} of ${code(scheme)} is required`);
    }
    for (const scope of before) {
      if (!scopes.includes(scope))
        find('scope-removed', `the scope ${code(scope)} of ${code(scheme)} is no longer required`);
    }
  }
}

/** Compares the schemes themselves: where credentials go and what they look like. */
export function compareSecuritySchemes(report: Report): void {
  const [old, now] = [schemesOf(report.old.document), schemesOf(report.new.document)];
  for (const [name, was] of old) {
    const is = now.get(name);
    const pointer = `/components/securitySchemes/${escapeToken(name)}`;
    if (is === undefined) {
      report.find(
        'security-scheme-removed',
        'none',
        { pointer, gone: true },
        `the security scheme ${code(name)} is gone`,
      );
      continue;
    }
    const label = `the security scheme ${code(name)}`;
    compareProse(report, annotationsOf(was), annotationsOf(is), { pointer }, label, 'none');
    if (canonical(sentBy(was)) === canonical(sentBy(is))) {
      if (canonical(hintsOf(was)) !== canonical(hintsOf(is))) {
        report.find('prose-changed', 'none', { pointer }, `format or scopes of ${label}`);
      }
      continue;
    }
    report.find('security-scheme-changed', 'none', { pointer }, `${label} sends credentials in another way`);
  }
  for (const name of now.keys()) {
    if (old.has(name)) continue;
    const pointer = `/components/securitySchemes/${escapeToken(name)}`;
    report.find('security-scheme-added', 'none', { pointer }, `new security scheme ${code(name)}`);
  }
}

function schemesOf(document: OpenApiDocument): Map<string, JsonObject> {
  return new Map(Object.entries(document.components?.securitySchemes ?? {}));
}

/** What tells how credentials are got and sent, without words; names of HTTP do not depend on case. */
function sentBy(scheme: JsonObject): JsonObject {
  const { description: _, bearerFormat: __, flows, ...rest } = scheme;
  const lower = (key: string, value: JsonValue): JsonValue =>
    typeof value === 'string' && (key === 'scheme' || (key === 'name' && own(scheme, 'in') === 'header'))
      ? value.toLowerCase()
      : value;
  const said = Object.entries(rest).filter(([key]) => !key.startsWith('x-'));
  return {
    ...Object.fromEntries(said.map(([key, value]) => [key, lower(key, value)])),
    ...(isObject(flows) && { flows: mapValues(flows, (flow) => (isObject(flow) ? { ...flow, scopes: null } : flow)) }),
  };
}

/** What a scheme says of credentials beside that: the operations say which scopes are needed. */
function hintsOf(scheme: JsonObject): JsonObject {
  const flows = own(scheme, 'flows');
  return {
    format: own(scheme, 'bearerFormat') ?? null,
    scopes: isObject(flows)
      ? mapValues(flows, (flow) => (isObject(flow) ? (own(flow, 'scopes') ?? null) : null))
      : null,
  };
}

function mapValues(object: JsonObject, change: (value: JsonValue) => JsonValue): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}
