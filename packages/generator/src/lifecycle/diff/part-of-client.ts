import type { ApiModel, ResourceModel } from '../../generate/model/build-model.js';
import { partOfForms } from '../../generate/model/schemas/part-of-forms.js';

/** A model with some of the operations, by pointer, and with the schemas that they lead to. */
export function partOf(model: ApiModel, operations: ReadonlySet<string>): ApiModel {
  const schemaForms = partOfForms(model.schemaForms, operations);
  const schemas = new Set(schemaForms.named);
  const pruned = (resource: ResourceModel): ResourceModel[] => {
    const children = resource.children.flatMap(pruned);
    const { operation, childrenType: _, ...rest } = resource;
    const keeps = operation !== undefined && operations.has(operation.pointer);
    if (keeps) return [{ ...resource, children }];
    return children.length > 0 ? [{ ...rest, children }] : [];
  };
  return {
    ...model,
    operations: model.operations.filter(({ pointer }) => operations.has(pointer)),
    root: { ...model.root, children: model.root.children.flatMap(pruned) },
    schemas: model.schemas.filter(({ schema }) => schemas.has(schema)),
    schemaForms,
    events: [],
  };
}
