// What `moduleResolution: node10` reads of a package: it knows no `exports`, and finds subpaths by `typesVersions` alone.

/**
 * The `typesVersions` that say of each subpath what `exports` say of it: its declarations for CommonJS, which is what that
 * resolution takes a package for. Undefined where there is no subpath that it would not find by itself.
 *
 * @param {Record<string, any>} exported the `exports` of a package.json
 * @returns {Record<string, Record<string, string[]>> | undefined}
 */
export function typesVersionsOf(exported = {}) {
  const subpaths = Object.entries(exported).flatMap(([path, to]) => {
    const file = typeof to === 'string' ? to : to.require?.types;
    // The package itself has `types`; a file that lies where its subpath says is found.
    return path === '.' || file === undefined || file === path ? [] : [[path.slice(2), [file]]];
  });
  return subpaths.length === 0 ? undefined : { '*': Object.fromEntries(subpaths) };
}
