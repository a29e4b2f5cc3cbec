import { isObject, type JsonObject, type JsonValue, own, put } from '../../base/json.js';
import type { LoadedContract, OpenApiDocument } from '../../contract/document/openapi.js';
import { componentOf, DocumentReader, isReference } from '../../contract/document/reader.js';
import type { ApiModel, ResourceModel } from '../../generate/model/build-model.js';

/** A model and a contract with some of the operations, by pointer, and with the components that they lead to. */
export function partOf(
  model: ApiModel,
  contract: LoadedContract,
  operations: ReadonlySet<string>,
): { readonly model: ApiModel; readonly contract: LoadedContract } {
  const document = documentOf(contract.document, operations);
  const schemas = document.components?.schemas ?? {};
  const pruned = (resource: ResourceModel): ResourceModel[] => {
    const children = resource.children.flatMap(pruned);
    const { operation, ...rest } = resource;
    const keeps = operation !== undefined && operations.has(operation.pointer);
    if (keeps) return [{ ...resource, children }];
    return children.length > 0 ? [{ ...rest, children }] : [];
  };
  return {
    contract: { ...contract, document },
    model: {
      ...model,
      operations: model.operations.filter(({ pointer }) => operations.has(pointer)),
      root: { ...model.root, children: model.root.children.flatMap(pruned) },
      schemas: model.schemas.filter(({ name }) => Object.hasOwn(schemas, name)),
    },
  };
}

function documentOf(document: OpenApiDocument, operations: ReadonlySet<string>): OpenApiDocument {
  const reader = new DocumentReader(document);
  const paths: JsonObject = {};
  for (const [path, item] of reader.pathItems()) {
    const kept = reader.operationsIn(path, item).filter(({ pointer }) => operations.has(pointer));
    if (kept.length === 0) continue;
    const { parameters } = item;
    const copy: JsonObject = parameters === undefined ? {} : { parameters };
    for (const { tokens, operation } of kept) {
      const [field = '', method] = tokens;
      if (method === undefined) put(copy, field, operation);
      else copy[field] = { ...(isObject(copy[field]) ? copy[field] : {}), [method]: operation };
    }
    put(paths, path, copy);
  }
  return { ...document, paths, components: reachable(reader, paths) } as unknown as OpenApiDocument;
}

/** The components that something leads to, by kind, in the order of the document. */
function reachable(reader: DocumentReader, from: JsonValue): JsonObject {
  const found = new Map<string, Set<string>>();
  const waiting: JsonValue[] = [from];
  const seen = new Set<JsonValue>();
  const reach = (ref: string): void => {
    const component = componentOf(ref);
    const target = reader.target(ref);
    if (target !== undefined) waiting.push(target);
    if (component) found.set(component.kind, (found.get(component.kind) ?? new Set()).add(component.name));
  };
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next !== 'object' || next === null || seen.has(next)) continue;
    seen.add(next);
    if (isReference(next)) reach(next.$ref);
    const mapping = isObject(next) ? own(own(next, 'discriminator'), 'mapping') : undefined;
    for (const target of Object.values(isObject(mapping) ? mapping : {})) if (typeof target === 'string') reach(target);
    waiting.push(...Object.values(next));
  }
  const components: JsonObject = {};
  for (const [kind, section] of Object.entries(reader.document.components ?? {})) {
    const names = found.get(kind);
    if (!names || !isObject(section)) continue;
    const kept: JsonObject = {};
    for (const [name, value] of Object.entries(section)) if (names.has(name)) put(kept, name, value as JsonValue);
    components[kind] = kept;
  }
  return components;
}
