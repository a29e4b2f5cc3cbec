import { productFolders } from './scripts/products.mjs';

// Which package may import which: imports go one way, from the one-import package down to the parts that stand alone.
const mayImport = {
  internal: [],
  generator: ['runtime', 'internal'],
  'emit-zod': ['generator'],
  'emit-msw': ['generator', 'internal'],
  'emit-tanstack-query': ['generator'],
  runtime: ['internal'],
  'line-protocol': ['internal'],
  ...Object.fromEntries(productFolders.map((folder) => [folder, ['runtime']])),
  auth: ['runtime', 'internal'],
  pagination: ['runtime', 'internal'],
  query: ['runtime', 'internal'],
  write: ['runtime', 'line-protocol', 'internal'],
  arrow: ['internal'],
  testing: ['internal', 'line-protocol'],
  sql: ['runtime', 'query', 'arrow', 'internal'],
  influxdb: [
    'internal',
    'runtime',
    'line-protocol',
    'auth',
    'pagination',
    'query',
    'sql',
    'write',
    // The command `demo` alone, whose build has it inside.
    'testing',
    ...productFolders,
  ],
};

const shipped = '^packages/[^/]+/src/';
const generated = '^packages/[^/]+/src/generated/';

// The same inside the generator: which folder of its `src/` may import which. Nothing that `generate` needs knows the life
// of a contract (comparing, pulling, changesets).
const generatorMayImport = {
  base: [],
  'contract/document': ['base'],
  'contract/load': ['base', 'contract/document'],
  'contract/overlay': ['base', 'contract/document', 'contract/load'],
  config: ['base'],
  'generate/model': ['base', 'config', 'contract/document'],
  'generate/emit': ['base', 'config', 'contract/document', 'generate/model'],
  'generate/write': ['base', 'config'],
  generate: ['base', 'config', 'contract'],
  lifecycle: ['base', 'config', 'contract', 'generate'],
  'lifecycle/diff': ['base', 'config', 'contract/document', 'generate/model', 'generate/emit'],
  'lifecycle/pull': ['base', 'config', 'contract', 'lifecycle/diff'],
  'lifecycle/changeset': ['base', 'config', 'contract/document', 'generate/write', 'lifecycle/diff'],
  cli: ['base', 'config', 'contract', 'generate', 'lifecycle'],
};
const generator = '^packages/generator/src';

// And inside the other packages that have folders: what of the same package a folder may import, and what may import it, each
// a folder or a file of `src/`. Types count as much as code, but for `typesTo`, which knows the types of a folder alone.
const folders = {
  'query/csv': {
    imports: ['query-errors', 'duration-nanoseconds', 'row-stream', 'recognise'],
    by: ['influxql', 'client', 'index'],
  },
  'query/flux': { imports: ['duration-nanoseconds'], by: ['client', 'index'] },
  'query/influxql': { imports: ['query-errors', 'row-stream', 'recognise', 'csv'], by: ['client', 'index'] },
  'query/client': { imports: ['query-errors', 'row-stream', 'recognise', 'csv', 'flux', 'influxql'], by: ['index'] },
  'line-protocol/parse': { imports: ['dialect', 'integer', 'timestamp'], by: ['index'] },
  // The main entry runs in browsers, where there are no files.
  'write/spool': {
    imports: [
      'batch',
      'batch-delivery',
      'reporter',
      'sender',
      'write-errors',
      'write-stats',
      'write-target',
      'writer-options',
    ],
    by: ['spool'],
  },
  // What few operations need: a bundle has it where one of them does.
  'runtime/features': {
    imports: [
      'body-init',
      'errors',
      'operation',
      'wire-response',
      'can-be-sent-again',
      'core',
      'form-values',
      'media-types',
      'path',
      'request-body',
      'response',
      'result',
      'scalar',
      'transport',
      'value-shape',
    ],
    by: ['client', 'create-api', 'index'],
    typesTo: ['call', 'operation', 'request', 'response', 'with-timeout'],
  },
};
const folderRules = Object.entries(folders).flatMap(([place, { imports, by, typesTo = [] }]) => {
  const [name, folder] = place.split('/');
  const source = `^packages/${name}/src`;
  const any = (names) => `${source}/(${names.join('|')})(/|\\.ts$)`;
  return [
    {
      name: `${name}-${folder}-imports-only-what-is-before`,
      comment: `${folder}/ of ${name} may import ${imports.join(', ')}, and nothing else of it.`,
      severity: 'error',
      from: { path: `${source}/${folder}/` },
      to: { path: `${source}/`, pathNot: any([folder, ...imports]) },
    },
    {
      name: `${name}-${folder}-is-imported-only-by-what-is-after`,
      comment: `${folder}/ of ${name} may be imported by ${by.join(', ')}, and by nothing else of it.`,
      severity: 'error',
      from: { path: `${source}/`, pathNot: any([folder, ...by, ...typesTo]) },
      to: { path: `${source}/${folder}/` },
    },
    ...(typesTo.length > 0
      ? [
          {
            name: `${name}-${folder}-is-known-by-type`,
            comment: `${typesTo.join(', ')} of ${name} may import types of ${folder}/ and its feature.ts, and nothing else of it.`,
            severity: 'error',
            from: { path: any(typesTo) },
            to: {
              path: `${source}/${folder}/`,
              pathNot: `${source}/${folder}/feature.ts`,
              dependencyTypesNot: ['type-only'],
            },
          },
        ]
      : []),
  ];
});

export default {
  forbidden: [
    ...Object.entries(mayImport).map(([name, allowed]) => ({
      name: `${name}-imports-only-what-is-below`,
      comment: `packages/${name} may import ${allowed.length ? allowed.join(', ') : 'no other package of ours'}.`,
      severity: 'error',
      from: { path: `^packages/${name}/src/` },
      to: { path: '^packages/([^/]+)/', pathNot: `^packages/(${[name, ...allowed].join('|')})/` },
    })),
    ...Object.entries(generatorMayImport).map(([folder, allowed]) => ({
      name: `generator-${folder.replace('/', '-')}-imports-only-what-is-before`,
      comment: `${folder} of the generator may import ${allowed.length ? allowed.join(', ') : 'no other folder of it'}.`,
      severity: 'error',
      from: { path: `${generator}/${folder}/` },
      to: { path: `${generator}/`, pathNot: `${generator}/(${[folder, ...allowed].join('|')})/` },
    })),
    ...folderRules,
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
      name: 'no-cycles',
      comment: 'Files that import each other cannot be read one at a time.',
      severity: 'error',
      from: { path: shipped, pathNot: generated },
      to: { circular: true },
    },
    {
      name: 'no-cycles-in-generated-files',
      comment: 'A generated client and its descriptors know each other, by type alone.',
      severity: 'error',
      from: { path: generated },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-fake-server-in-a-program',
      comment: 'Only the command `demo` starts a fake server; no entry of a package brings one.',
      severity: 'error',
      from: { path: shipped, pathNot: '^packages/(testing/|influxdb/src/demo\\.ts)' },
      to: { path: '^packages/testing/' },
    },
    {
      name: 'node-only-code-has-its-own-door',
      comment:
        'Only ./node, #node-http, ./spool, ./flight, testing and the generator may use Node; everything else runs on web standards.',
      severity: 'error',
      from: { path: shipped, pathNot: '^packages/(generator/|testing/|[^/]+/src/(node|node-http|spool|flight)([./]))' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'declared',
      comment: 'What ships imports only what its package.json declares.',
      severity: 'error',
      from: { path: shipped },
      to: {
        dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'],
        // An optional peer dependency is installed here as a development dependency.
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
