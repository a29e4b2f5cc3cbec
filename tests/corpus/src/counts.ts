import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import ts from 'typescript';
import { type CorpusDocument, isRecord, parsed } from './documents.js';

/** How much a contract, or what was generated of it, holds. */
export interface Counts {
  readonly operations: number;
  readonly parameters: number;
  readonly bodies: number;
  readonly responses: number;
  readonly schemas: number;
}

type Json = Record<string, unknown>;

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
/** Headers that are no parameters, by OpenAPI or because only the platform sends them. */
const PLATFORM =
  'accept accept-encoding authorization connection content-length content-type host transfer-encoding'.split(' ');

/**
 * Counts a document by what OpenAPI says of it, knowing nothing of the generator: it looks at the document as it was
 * published and follows references within it. It knows these rules of the generator: of two operations of one method whose
 * paths differ in names alone the first counts; GET, HEAD and TRACE have no body; what is no status is no response.
 */
export function countDocument({ value: document, file }: CorpusDocument): Counts {
  const count = { operations: 0, parameters: 0, bodies: 0, responses: 0 };
  const seen = new Set<string>();
  const root: Place = { document, file };
  for (const [path, entry] of Object.entries(record(document['paths']))) {
    const item = follow(entry, root);
    if (path.startsWith('x-') || !item || !/^(?:[^{}]|\{[^{}]+\})*$/.test(path)) continue;
    for (const method of METHODS) {
      const operation = item.value[method];
      const key = `${method} ${path.replace(/\{[^{}]*\}/g, '{}').replace(/^(?!\/)/, '/')}`;
      if (!isRecord(operation) || seen.has(key)) continue;
      seen.add(key);
      count.operations += 1;
      count.parameters += parametersOf(path, item, operation);
      const body = ['get', 'head', 'trace'].includes(method) ? undefined : follow(operation['requestBody'], item.place);
      if (body && isRecord(body.value['content'])) count.bodies += 1;
      for (const [status, response] of Object.entries(record(operation['responses']))) {
        if (/^([1-5]\d\d|[1-5]XX|default)$/i.test(status) && follow(response, item.place)) count.responses += 1;
      }
    }
  }
  return { ...count, schemas: Object.keys(record(record(document['components'])['schemas'])).length };
}

/** The document that a reference is seen from. */
interface Place {
  readonly document: unknown;
  readonly file: string;
}

interface Found {
  readonly value: Json;
  readonly place: Place;
}

function parametersOf(path: string, { value: item, place }: Found, operation: Json): number {
  const names = new Set([...(path.split('#')[0] ?? '').matchAll(/\{([^{}]*)\}/g)].map(([, name]) => `path ${name}`));
  for (const list of [item['parameters'], operation['parameters']]) {
    for (const each of Array.isArray(list) ? list : []) {
      const { name, in: where } = follow(each, place)?.value ?? {};
      if (typeof name !== 'string' || typeof where !== 'string') continue;
      if (where === 'query' || where === 'cookie') names.add(`${where} ${name}`);
      if (where === 'header' && !PLATFORM.includes(name.toLowerCase())) names.add(`header ${name.toLowerCase()}`);
    }
  }
  return names.size;
}

/** What a value is when every reference is followed, into other files too; undefined where one leads nowhere. */
function follow(from: unknown, start: Place): Found | undefined {
  let value: unknown = from;
  let place = start;
  for (let hops = 0; hops < 50; hops += 1) {
    if (!isRecord(value)) return undefined;
    const ref = value['$ref'];
    if (typeof ref !== 'string') return { value, place };
    const [name = '', pointer = ''] = ref.split('#');
    if (name !== '') {
      const file = resolve(dirname(place.file), name);
      if (!existsSync(file)) return undefined;
      place = { file, document: parsed(readFileSync(file, 'utf8'), file) };
    }
    value = place.document;
    for (const token of pointer.split('/').slice(1)) {
      const key = decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~');
      value = (isRecord(value) || Array.isArray(value)) && Object.hasOwn(value, key) ? (value as Json)[key] : undefined;
    }
  }
  return undefined;
}

function record(value: unknown): Json {
  return isRecord(value) ? value : {};
}

/** Counts what stands in a generated `schema.ts`. */
export function countModule(file: ts.SourceFile): Counts {
  const members = (name: string): ts.NodeArray<ts.TypeElement> =>
    file.statements.filter(ts.isInterfaceDeclaration).find((each) => each.name.text === name)?.members ??
    ts.factory.createNodeArray();
  const operations = [...members('operations')].map((member) => memberTypes(member));
  const count = { operations: operations.length, parameters: 0, bodies: 0, responses: 0 };
  for (const operation of operations) {
    for (const place of memberTypes(operation.get('parameters')).values()) count.parameters += memberTypes(place).size;
    const body = operation.get('requestBody');
    if (body && !isNever(body)) count.bodies += 1;
    count.responses += memberTypes(operation.get('responses')).size;
  }
  const schemas = [...members('components')].find((member) => nameOf(member) === 'schemas');
  return { ...count, schemas: memberTypes(schemas).size };
}

function memberTypes(member: ts.TypeElement | undefined): Map<string, ts.TypeElement> {
  const type = member && ts.isPropertySignature(member) ? member.type : undefined;
  if (!type || !ts.isTypeLiteralNode(type)) return new Map();
  return new Map(type.members.filter((each) => each.name !== undefined).map((each) => [nameOf(each), each]));
}

function isNever(member: ts.TypeElement): boolean {
  return ts.isPropertySignature(member) && member.type?.kind === ts.SyntaxKind.NeverKeyword;
}

function nameOf(member: ts.TypeElement): string {
  const { name } = member;
  return name && (ts.isIdentifier(name) || ts.isStringLiteral(name) || ts.isNumericLiteral(name)) ? name.text : '';
}
