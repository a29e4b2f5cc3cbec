import { readFileSync } from 'node:fs';
import * as apis from '@influxdata/influxdb-client-apis';
import { root } from '../example.js';

/** A method of `@influxdata/influxdb-client-apis`, and what stands beside it. */
export interface ApiRow {
  /** Such as `BucketsAPI`. */
  readonly group: string;
  readonly method: string;
  /** What it requests, path parameters as `{bucketID}`. */
  readonly httpMethod: string;
  readonly path: string;
  /** Our call, such as `api.buckets.get(bucketID)`. */
  readonly ours: string;
  /** The client that has it. */
  readonly product: 'oss-v2' | 'cloud-v2';
  /** What our call requests, where that differs. */
  readonly ourPath: string;
}

/** Any of their classes, called by the name of a method. */
type AnyApi = Record<string, (request: object, options?: object) => Promise<unknown>>;
type ApiClass = new (client: { readonly transport: object }) => AnyApi;

// The one that decodes the response of a script is beside ours in the first table, by hand.
const classes = Object.entries(apis).filter(([name]) => /^(?!FluxScript).*API$/.test(name)) as unknown as [
  string,
  ApiClass,
][];

export const instance = (group: string, client: { readonly transport: object }): AnyApi => {
  const found = classes.find(([name]) => name === group);
  if (found === undefined) throw new Error(`they have no ${group}`);
  return new found[1](client);
};

/** A request in which every parameter is there, and is its own name. */
const everything = (): object =>
  new Proxy({}, { get: (_, name) => (['body', 'auth'].includes(String(name)) ? undefined : `{${String(name)}}`) });

/** What a method requests, found out by calling it. */
function requestOf(group: string, method: string): { httpMethod: string; path: string } {
  let made = { httpMethod: '', path: '' };
  const transport = {
    request: async (path: string, _: unknown, { method: httpMethod }: { method: string }) => {
      made = { httpMethod, path: decodeURIComponent(path.split('?')[0] ?? '').replace(/(?!^)\/$/, '') };
    },
  };
  instance(group, { transport })[method]?.(everything());
  return made;
}

const shape = (httpMethod: string, path: string): string =>
  `${httpMethod} ${path.replace(/\{\w+\}/g, '{}').replace(/\/$/, '')}`;

/** Our calls by what they request, from the page of all operations. */
function ourCalls(
  product: ApiRow['product'],
): Map<string, { ours: string; ourPath: string; product: ApiRow['product'] }> {
  const page = readFileSync(`${root}packages/${product}/OPERATIONS.md`, 'utf8');
  return new Map(
    [...page.matchAll(/^\| `[^`]+` \| `([^`]+)` \| `(\w+) ([^`]+)` \|/gm)].map(
      ([, ours = '', method = '', path = '']) => [
        shape(method, path),
        { ours, ourPath: path.replace(/(?!^)\/$/, ''), product },
      ],
    ),
  );
}

/** Every method of theirs beside ours; one that has nothing beside it is an error. */
export function apiRows(): ApiRow[] {
  const known = new Map([...ourCalls('cloud-v2'), ...ourCalls('oss-v2')]);
  return classes.flatMap(([group, { prototype }]) =>
    Object.getOwnPropertyNames(prototype)
      .filter((name) => name !== 'constructor')
      .map((method) => {
        const { httpMethod, path } = requestOf(group, method);
        // Theirs looks for these below /api/v2, where no server has them.
        const real = path.replace(/^\/api\/v2\/(debug|metrics)\b/, '/$1');
        const ours = known.get(shape(httpMethod, real)) ?? {
          ours: `api.request({ method: '${httpMethod}', path: '${path}' })`,
          ourPath: path,
          product: 'cloud-v2' as const,
        };
        return { group, method, httpMethod, path, ...ours };
      }),
  );
}

/** The page, as it has to be. */
export function apisPage(rows: readonly ApiRow[]): string {
  const groups = [...new Set(rows.map(({ group }) => group))];
  const tables = groups.map((group) => {
    const lines = rows
      .filter((row) => row.group === group)
      .map(
        ({ method, ours, product }) =>
          `| \`${method}\` | \`${ours.replaceAll('|', '\\|')}\`${product === 'oss-v2' ? '' : ' (Cloud)'} |`,
      );
    return `## \`${group}\`\n\n| theirs | ours |\n|---|---|\n${lines.join('\n')}\n`;
  });
  return `# Coming from \`@influxdata/influxdb-client-apis\`

Every method of its ${groups.length + 1} classes beside ours: ${rows.length + 1} in all. \`api\` is \`influx.api\`, or what \`createOssV2()\` and \`createCloudV2()\` give. Written by \`tests/examples\`, which calls both against one server and compares what they request; see also [what is different](coming-from-influxdb-client.md#what-is-different).

| theirs | ours |
|---|---|
| \`new BucketsAPI(client).getBuckets({ org, limit: 50 })\` | \`api.buckets.list({ org, limit: 50 })\` |
| \`new BucketsAPI(client).getBucketsID({ bucketID })\` | \`api.buckets.get(bucketID)\` |
| \`new BucketsAPI(client).postBuckets({ body })\` | \`api.buckets.create(body)\` |
| \`new FluxScriptInvocationAPI(client).invoke(scriptID, params).collectRows()\` | \`influx.invokeScript(scriptID, params).toArray()\` (Cloud) |
| \`{ headers, responseStarted }\` as the last argument | \`{ headers, signal, timeout, retry }\` as the last argument; \`.withResponse()\` for headers and status |
| \`{ auth: { user, password } }\` in the request | \`auth: basicAuth({ username, password })\` of the client |

Theirs requests \`/api/v2/debug/…\` and \`/api/v2/metrics\`, which the contracts do not know; ours requests \`/debug/…\` and \`/metrics\`. The contracts do not have the two calls for labels of scripts: \`api.request()\` reaches them.

${tables.join('\n')}`;
}
