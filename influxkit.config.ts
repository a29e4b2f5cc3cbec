import { defineConfig, type ProductConfig } from '@influxkit/generator';

// What the three clients are made from. Names follow from the paths; here are those that the rules would give an ugly
// name, or two operations one name. An id that a contract no longer has is an error.

/** Last segments of InfluxDB's paths that say by themselves what is done there, beside those that hold for any API. */
const naming = {
  actions: ['ast', 'kv', 'sql', 'bucketMetadata', 'user'],
  readings:
    'all allocs block cmdline flags goroutine heap kv metadata mutex params profile resources threadcreate trace'.split(
      ' ',
    ),
};

/** In every product. */
const names = {
  GetRoutes: 'routes',
  PostWrite: 'write',
  PostDelete: 'delete',
  PostQuery: 'query.run',
  PostOrgsIDSecrets: 'orgs.secrets.deleteMany',
  DeleteTasksIDRunsID: 'tasks.runs.cancel',
  // The v1 compatibility API.
  GetLegacyQuery: 'v1.query',
  PostLegacyWrite: 'v1.write',
};

/** In products that keep their users themselves. */
const userNames = {
  PostSignin: 'signin',
  PostSignout: 'signout',
  GetSetup: 'setup.status',
  PostSetup: 'setup.run',
  PostUsersIDPassword: 'users.password.set',
  getMapboxToken: 'maps.token',
  GetLegacyAuthorizations: 'v1.authorizations.list',
  PostLegacyAuthorizations: 'v1.authorizations.create',
  GetLegacyAuthorizationsID: 'v1.authorizations.get',
  PatchLegacyAuthorizationsID: 'v1.authorizations.update',
  DeleteLegacyAuthorizationsID: 'v1.authorizations.delete',
  PostLegacyAuthorizationsIDPassword: 'v1.authorizations.password.set',
};

/** Queries change nothing on the server, though they are sent by POST. */
const idempotent = ['PostQuery', 'PostQueryAnalyze', 'PostQueryAst'];

/**
 * Lists whose links are described like those of others, but which servers answer with a link to themselves alone,
 * however many pages are left: of runs all servers, of organizations some. An answer without a link to
 * the next page is not the last there.
 */
const pagination = {
  GetOrgs: { items: 'orgs', limit: 'limit', offset: 'offset', next: 'links.next', nextOptional: true },
  GetTasksIDRuns: { items: 'runs', limit: 'limit', after: 'after', next: 'links.next', nextOptional: true },
} as const;

/** Where the API's own descriptions are published. That of Cloud Serverless has no stable address: give a file. */
const upstream = 'https://raw.githubusercontent.com/influxdata/openapi/master/contracts/ref';

const product = (name: string, rest: Partial<ProductConfig>): ProductConfig => ({
  name,
  input: `openapi/${name}/openapi.yaml`,
  refRoot: 'openapi',
  output: `packages/${name}/src/generated`,
  bundle: `packages/${name}/openapi.json`,
  docs: `packages/${name}/OPERATIONS.md`,
  stripPrefix: '/api/v2',
  idempotent,
  pagination,
  // A span of a trace: whoever traces has one for all that a client sends, or sets the header in a middleware.
  bind: { headers: ['Zap-Trace-Span'] },
  errorHeaders: {
    code: ['X-Platform-Error-Code'],
    message: ['X-Influxdb-Error'],
    requestId: ['X-Request-Id', 'Trace-Id'],
  },
  upstreamOverlays: [`openapi/overlays/${name}.yaml`],
  ...rest,
});

export default defineConfig({
  strict: true,
  naming,
  products: [
    product('oss-v2', {
      upstream: `${upstream}/oss.yml`,
      names: {
        ...names,
        ...userNames,
        PostQueryV1: 'v1.queryForm',
        GetBackupShardId: 'backup.shard',
        PostRestoreBucketID: 'restore.bucket',
        PostRestoreShardId: 'restore.shard',
      },
      // A backup can be larger than memory.
      codecs: {
        GetBackupKV: { 'application/octet-stream': 'stream' },
        GetBackupShardId: { 'application/octet-stream': 'stream' },
      },
    }),
    product('cloud-v2', { upstream: `${upstream}/cloud.yml`, names: { ...names, ...userNames } }),
    product('cloud-serverless', { names }),
  ],
});
