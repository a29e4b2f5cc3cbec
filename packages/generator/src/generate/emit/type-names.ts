import type { TypeModel } from '../model/build-model.js';

/** Names that a type needs to have in scope, by where they come from. */
export class TypeNames {
  readonly models: Set<string> = new Set();
  readonly runtime: Set<string> = new Set();
  needsOperations = false;

  add(type: TypeModel): void {
    switch (type.kind) {
      case 'keyword':
        if (/^(Text|Binary|Form|Multipart)Body$/.test(type.name)) this.runtime.add(type.name);
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
      case 'operations':
        this.needsOperations = true;
        break;
      case 'literals':
        break;
    }
  }
}
