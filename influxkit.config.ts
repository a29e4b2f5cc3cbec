import { defineConfig, type ProductConfig } from '@influxkit/generator';

// What the clients are made from. Names follow from the paths; here are those that the rules would give an ugly
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
 * Lists whose links are described like those of others, but which servers return with a link to themselves alone,
 * however many pages are left: of runs all servers, of organizations some. A response without a link to
 * the next page is not the last there.
 */
const pagination = {
  GetOrgs: { items: 'orgs', limit: 'limit', offset: 'offset', next: 'links.next', nextOptional: true },
  GetTasksIDRuns: { items: 'runs', limit: 'limit', after: 'after', next: 'links.next', nextOptional: true },
} as const;

/** Where the API's own descriptions are published. That of Cloud Serverless has no stable address: give a file. */
const upstream = 'https://raw.githubusercontent.com/influxdata/openapi/master/contracts/ref';

/** InfluxDB 3: forms of rows by media type, as the parameter `format` calls them. The server does not go by `Accept`. */
const rows = {
  'application/json': 'json',
  'application/jsonl': 'jsonl',
  'text/csv': 'csv',
  'text/plain': 'pretty',
  'application/vnd.apache.parquet': 'parquet',
};
const formats = {
  GetExecuteQuerySQL: { in: 'query', name: 'format', values: rows },
  PostExecuteQuerySQL: { in: 'body', name: 'format', values: rows },
  GetExecuteInfluxQLQuery: { in: 'query', name: 'format', values: rows },
  PostExecuteQueryInfluxQL: { in: 'body', name: 'format', values: rows },
  GetConfigureDatabase: { in: 'query', name: 'format', values: { 'application/json': 'json' } },
} as const;

/** Names of InfluxDB 3, for its paths are made of the parts of the server that serve them. */
const cloud3Names = {
  PostWriteLP: 'write',
  PostExecuteQuerySQL: 'query.sql',
  GetExecuteQuerySQL: 'query.sql.get',
  PostExecuteQueryInfluxQL: 'query.influxql',
  GetExecuteInfluxQLQuery: 'query.influxql.get',
  GetConfigureDatabase: 'databases.list',
  PostConfigureDatabase: 'databases.create',
  DeleteConfigureDatabase: 'databases.delete',
  PostConfigureTable: 'tables.create',
  DeleteConfigureTable: 'tables.delete',
  PostCreateNamedAdminToken: 'tokens.createNamed',
  DeleteToken: 'tokens.delete',
};
const core3Names = {
  ...cloud3Names,
  PutConfigureDatabase: 'databases.update',
  PostDatabaseRetentionPeriod: 'databases.retentionPeriod.set',
  DeleteDatabaseRetentionPeriod: 'databases.retentionPeriod.delete',
  PostCreateAdminToken: 'tokens.createAdmin',
  PostRegenerateAdminToken: 'tokens.regenerateAdmin',
  PostConfigureDistinctCache: 'caches.distinct.create',
  DeleteConfigureDistinctCache: 'caches.distinct.delete',
  PostConfigureLastCache: 'caches.last.create',
  DeleteConfigureLastCache: 'caches.last.delete',
  PostConfigureProcessingEngineTrigger: 'triggers.create',
  DeleteConfigureProcessingEngineTrigger: 'triggers.delete',
  PostEnableProcessingEngineTrigger: 'triggers.enable',
  PostDisableProcessingEngineTrigger: 'triggers.disable',
  PostInstallPluginPackages: 'plugins.installPackages',
  PostInstallPluginRequirements: 'plugins.installRequirements',
  PostTestWALPlugin: 'plugins.test.wal',
  PostTestSchedulingPlugin: 'plugins.test.schedule',
  GetProcessingEnginePluginRequest: 'engine.get',
  PostProcessingEnginePluginRequest: 'engine.post',
  GetHealthV1: 'v1.health',
  PostV2Write: 'v2.write',
  ping: 'ping.post',
  GetV1ExecuteQuery: 'v1.query',
  PostExecuteV1Query: 'v1.queryForm',
  PostV1Write: 'v1.write',
};
const enterprise3Names = {
  ...core3Names,
  PatchConfigureTable: 'tables.update',
  PostEnterpriseConfigureTableRetentionPeriod: 'tables.retentionPeriod.set',
  DeleteEnterpriseConfigureTableRetentionPeriod: 'tables.retentionPeriod.delete',
  PostCreateResourceToken: 'tokens.create',
  PostAuthorize: 'authorize',
  PostAuthorizeRefresh: 'authorize.refresh',
  PostAuthorizeResetPassword: 'authorize.resetPassword',
  PostConfigureUser: 'users.configure',
  PostUsersByIdRequirePasswordReset: 'users.requirePasswordReset',
  GetUsersByOauthIdByOauthId: 'users.getByOauthId',
  GetUsers: 'users.list',
  GetUsersByIdRoles: 'users.roles.list',
  GetRoles: 'roles.list',
  GetRolesByIdPermissions: 'roles.permissions',
  GetRolesByNameByRoleName: 'roles.getByName',
  GetEnterpriseBackup: 'backups.list',
  PostEnterpriseBackup: 'backups.create',
  DeleteEnterpriseBackup: 'backups.cancel',
  GetEnterpriseBackupByName: 'backups.get',
  DeleteEnterpriseBackupByName: 'backups.delete',
  GetEnterpriseRestore: 'restores.list',
  PostEnterpriseRestore: 'restores.create',
  GetEnterpriseRestoreById: 'restores.get',
  DeleteEnterpriseRestoreById: 'restores.cancel',
  GetEnterpriseImport: 'imports.list',
  PostEnterpriseImport: 'imports.create',
  GetExportDatabases: 'export.databases',
  GetExportTables: 'export.tables',
  GetExportWindows: 'export.windows',
  GetExportWindowData: 'export.windowData',
  PostEnterpriseConfigureFileIndex: 'fileIndexes.create',
  DeleteEnterpriseConfigureFileIndex: 'fileIndexes.delete',
  PostEnterpriseConfigureNodeStop: 'nodes.stop',
  PostEnterpriseConfigureNodeRemove: 'nodes.remove',
  GetConfigureQueryConcurrencyLimit: 'queryConcurrencyLimit.get',
  PutConfigureQueryConcurrencyLimit: 'queryConcurrencyLimit.set',
  DeleteConfigureQueryConcurrencyLimit: 'queryConcurrencyLimit.reset',
  GetEnterpriseConfigureQueryGroups: 'queryGroups.list',
  PostEnterpriseConfigureQueryGroups: 'queryGroups.create',
  GetEnterpriseConfigureQueryGroupsById: 'queryGroups.get',
  PutEnterpriseConfigureQueryGroupsById: 'queryGroups.replace',
  PatchEnterpriseConfigureQueryGroupsById: 'queryGroups.update',
  DeleteEnterpriseConfigureQueryGroupsById: 'queryGroups.delete',
  GetRowDeleteRequests: 'rowDeleteRequests.list',
  PostRowDeleteRequests: 'rowDeleteRequests.create',
  PostRowDeleteRequestsBySeqAbort: 'rowDeleteRequests.abort',
  PostLoadcapStart: 'loadCapture.start',
  GetLoadcapProfiles: 'loadCapture.profiles.list',
  GetLoadcapProfile: 'loadCapture.profiles.get',
  DeleteLoadcapProfile: 'loadCapture.profiles.delete',
  GetLoadcapProfilePreview: 'loadCapture.profiles.preview',
  GetLoadcapProfileDownload: 'loadCapture.profiles.download',
};

/** What a plugin or an operation that nobody describes responds with: only the response can say. */
const any = { '*/*': 'any' } as const;
const pluginCodecs = { GetProcessingEnginePluginRequest: any, PostProcessingEnginePluginRequest: any };
const enterpriseCodecs = {
  ...pluginCodecs,
  PostAuthorize: any,
  PostAuthorizeRefresh: any,
  PostAuthorizeResetPassword: any,
  PostConfigureUser: any,
  GetUsers: any,
  PostUsers: any,
  GetUsersById: any,
  GetRoles: any,
  GetRowDeleteRequests: any,
  PostRowDeleteRequests: any,
  ready: any,
  GetExportWindowData: { 'application/x-tar': 'stream' },
  GetLoadcapProfileDownload: { 'application/gzip': 'stream' },
} as const;

/** Where the descriptions of InfluxDB 3 are published. */
const upstream3 = 'https://raw.githubusercontent.com/influxdata/docs-v2/master/api-docs/influxdb3';

/** What is wrong in the descriptions of all that are served alike, and of Core and Enterprise. */
const serverOverlays = ['openapi/overlays/influxdb3.yaml', 'openapi/overlays/influxdb3-server.yaml'];

/** A product of InfluxDB 3: an entry of the one package that has them all. */
const product3 = (entry: string, rest: Partial<ProductConfig>): ProductConfig => ({
  name: `influxdb3-${entry}`,
  input: `openapi/influxdb3/${entry}/openapi.yaml`,
  refRoot: 'openapi',
  output: `packages/influxdb3/src/generated/${entry}`,
  bundle: `packages/influxdb3/openapi/${entry}.json`,
  docs: `packages/influxdb3/operations/${entry}.md`,
  stripPrefix: '/api/v3',
  errorHeaders: { requestId: ['X-Request-Id', 'Request-Id'] },
  ...rest,
});

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
    product3('core', {
      clientName: 'createCore',
      overlays: ['openapi/influxdb3/core/overlay.yaml'],
      upstream: `${upstream3}/core/influxdb3-core-openapi.yaml`,
      upstreamOverlays: [...serverOverlays, 'openapi/overlays/influxdb3-core.yaml'],
      names: core3Names,
      formats,
      codecs: pluginCodecs,
      idempotent: ['ping'],
    }),
    product3('enterprise', {
      clientName: 'createEnterprise',
      overlays: ['openapi/influxdb3/enterprise/overlay.yaml'],
      upstream: `${upstream3}/enterprise/influxdb3-enterprise-openapi.yaml`,
      upstreamOverlays: [...serverOverlays, 'openapi/overlays/influxdb3-enterprise.yaml'],
      names: enterprise3Names,
      formats,
      codecs: enterpriseCodecs,
      idempotent: ['ping'],
    }),
    product3('cloud', {
      clientName: 'createCloud',
      overlays: ['openapi/influxdb3/cloud/overlay.yaml'],
      upstream: `${upstream3}/cloud/influxdb3-cloud-openapi.yaml`,
      upstreamOverlays: ['openapi/overlays/influxdb3.yaml', 'openapi/overlays/influxdb3-cloud.yaml'],
      names: { ...cloud3Names, PostCreateResourceToken: 'tokens.create' },
      formats,
    }),
    product3('management', {
      clientName: 'createDedicated',
      upstream: `${upstream3}/cloud-dedicated/management/openapi.yml`,
      upstreamOverlays: ['openapi/overlays/influxdb3-management.yaml'],
      stripPrefix: '/accounts/{accountId}/clusters/{clusterId}',
      bind: { path: ['accountId', 'clusterId'] },
      // Clustered has one cluster and no accounts.
      variants: { createClustered: { withoutPrefix: '/accounts/{accountId}/clusters/{clusterId}' } },
      naming: { actions: ['rename', 'undelete'] },
      names: {
        GetClusterDatabases: 'databases.list',
        CreateClusterDatabaseTable: 'tables.create',
        DeleteClusterDatabaseTable: 'tables.delete',
        RenameClusterDatabaseTable: 'tables.rename',
        UndeleteClusterDatabaseTable: 'tables.undelete',
      },
    }),
    product3('data', {
      clientName: 'createData',
      upstream: `${upstream3}/cloud-dedicated/influxdb3-cloud-dedicated-openapi.yaml`,
      upstreamOverlays: ['openapi/overlays/influxdb3-data.yaml'],
      stripPrefix: '/api/v2',
      bind: { headers: ['Zap-Trace-Span'] },
      names: { PostWrite: 'write', GetLegacyQuery: 'v1.query', PostLegacyWrite: 'v1.write' },
    }),
  ],
});
