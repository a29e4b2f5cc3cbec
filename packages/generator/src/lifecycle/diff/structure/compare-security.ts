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
  if (is.size === 1 && is.has('') && !was.has('')) {
    find('security-dropped', 'no credentials are asked for, and none are sent');
    return;
  }
  for (const [name, schemes] of was) {
    const other = is.get(name);
    if (other !== undefined) compareScopes(schemes, other, find);
    else if (name === '')
      find('security-required', `credentials are required: ${[...is.keys()].map(code).join(' or ')}`);
    else find('security-removed', `credentials of ${code(name)} are no longer accepted`);
  }
  for (const name of is.keys()) {
    if (was.has(name) || (was.size === 1 && was.has(''))) continue;
    find(
      'security-added',
      name === '' ? 'may be called without credentials' : `credentials of ${code(name)} are accepted`,
    );
  }
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
    if (canonical(withoutWords(was)) === canonical(withoutWords(is))) continue;
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

function withoutWords(scheme: JsonObject): JsonObject {
  const { description: _, ...rest } = scheme;
  return Object.fromEntries(Object.entries(rest).filter(([key]) => !key.startsWith('x-')));
}
