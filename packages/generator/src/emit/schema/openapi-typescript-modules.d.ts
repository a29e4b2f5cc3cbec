// Modules of openapi-typescript that its package lets one import but gives no types of their own. The version is pinned.

declare module 'openapi-typescript/dist/transform/components-object.mjs' {
  export { transformComponentsObject as default } from 'openapi-typescript';
}

declare module 'openapi-typescript/dist/transform/path-item-object.mjs' {
  export { transformPathItemObject as default } from 'openapi-typescript';
}

declare module 'openapi-typescript/dist/lib/ts.mjs' {
  export { astToString, tsPropertyIndex } from 'openapi-typescript';
}

declare module 'openapi-typescript/dist/lib/utils.mjs' {
  export { resolveRef, scanDiscriminators } from 'openapi-typescript';
}
