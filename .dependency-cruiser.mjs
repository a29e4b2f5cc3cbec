import { productFolders } from './scripts/products.mjs';

// Which package may import which: imports go one way, from the one-import package down to the parts that stand alone.
const mayImport = {
  internal: [],
  generator: ['runtime', 'internal'],
  runtime: ['internal'],
  'line-protocol': ['internal'],
  ...Object.fromEntries(productFolders.map((folder) => [folder, ['runtime']])),
  auth: ['runtime', 'internal'],
  pagination: ['runtime', 'internal'],
  query: ['runtime', 'internal'],
  write: ['runtime', 'line-protocol', 'internal'],
  influxdb: ['internal', 'runtime', 'line-protocol', 'auth', 'pagination', 'query', 'write', ...productFolders],
};

const shipped = '^packages/[^/]+/src/';

export default {
  forbidden: [
    ...Object.entries(mayImport).map(([name, allowed]) => ({
      name: `${name}-imports-only-what-is-below`,
      comment: `packages/${name} may import ${allowed.length ? allowed.join(', ') : 'no other package of ours'}.`,
      severity: 'error',
      from: { path: `^packages/${name}/src/` },
      to: { path: '^packages/([^/]+)/', pathNot: `^packages/(${[name, ...allowed].join('|')})/` },
    })),
    {
      name: 'internal-imports-nothing',
      comment: 'What other builds inline brings nothing along.',
      severity: 'error',
      from: { path: '^packages/internal/src/' },
      to: { pathNot: '^packages/internal/src/' },
    },
    {
      name: 'no-reaching-into-another-package',
      comment: 'Packages meet at their entry points, never at a file inside.',
      severity: 'error',
      from: { path: '^packages/([^/]+)/src/' },
      to: { path: '^packages/[^/]+/src/.+/', pathNot: '^packages/$1/' },
    },
    {
      name: 'no-circles',
      comment: 'Files that import each other cannot be read one at a time.',
      severity: 'error',
      from: { path: shipped },
      // Generated clients and their rows know each other by type alone.
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'node-only-code-has-its-own-door',
      comment: 'Only ./node, ./spool and the generator may use Node; everything else runs on web standards.',
      severity: 'error',
      from: { path: shipped, pathNot: '^packages/(generator/|[^/]+/src/(node|spool)([./]))' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'declared',
      comment: 'What ships imports only what its package.json declares.',
      severity: 'error',
      from: { path: shipped },
      to: {
        dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'],
        // An optional peer is installed here as a development dependency.
        dependencyTypesNot: ['npm-peer'],
        pathNot: '^packages/',
      },
    },
    { name: 'resolvable', severity: 'error', from: { path: shipped }, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '/dist/'] },
    exclude: { path: ['/dist/', '/test/', 'tsdown.config', 'vitest.config'] },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
