import type { TypeModel } from '../model/build-model.js';

/** Types of bodies that the runtime exports. */
const RUNTIME_TYPES: ReadonlySet<string> = /* @__PURE__ */ new Set(
  'TextBody BinaryBody FormBody MultipartBody AnyBody FormFile'.split(' '),
);

/** Names that a type needs to have in scope, by where they come from. */
export class TypeNames {
  readonly models: Set<string> = new Set();
  readonly runtime: Set<string> = new Set();
  needsOperations = false;

  add(type: TypeModel): void {
    switch (type.kind) {
      case 'keyword':
        if (RUNTIME_TYPES.has(type.name)) this.runtime.add(type.name);
        break;
      case 'model':
        this.models.add(type.typeName);
        break;
      case 'array':
      case 'member':
      case 'without':
        this.add(type.of);
        break;
      case 'union':
        for (const each of type.of) this.add(each);
        break;
      case 'part':
        this.runtime.add('FormPart');
        this.add(type.of);
        for (const header of type.headers) this.add(header.type);
        break;
      case 'items':
        this.runtime.add('ItemStream');
        this.add(type.of);
        break;
      case 'event':
        this.runtime.add('ServerSentEvent');
        this.add(type.data);
        break;
      case 'operations':
        this.needsOperations = true;
        break;
      case 'form':
      case 'literals':
        break;
    }
  }
}
