import type { HttpMethod } from '@influxkit/runtime';
import { describe, expect, it } from 'vitest';
import { PathNames } from '../../src/model/path-names.js';

/** Names of `METHOD /path` lines of one contract, in their order. */
function namesOf(lines: readonly string[], prefixes: readonly string[] = []): (string | undefined)[] {
  const operations = lines.map((line) => {
    const [method = '', path = ''] = line.split(' ');
    return { method: method as HttpMethod, path };
  });
  const names = new PathNames(prefixes, operations);
  return operations.map(({ path, method }) => names.name(path, method)?.join('.'));
}

describe('operations are named by their paths', () => {
  it.each<[string, [string, string][]]>([
    [
      'a collection and its items (rules 2 and 3)',
      [
        ['GET /buckets', 'buckets.list'],
        ['POST /buckets', 'buckets.create'],
        ['PUT /buckets', 'buckets.replace'],
        ['GET /buckets/{bucketID}', 'buckets.get'],
        ['PATCH /buckets/{bucketID}', 'buckets.update'],
        ['DELETE /buckets/{bucketID}', 'buckets.delete'],
      ],
    ],
    [
      'what lies deeper has the resource before it (rule 1)',
      [
        ['GET /buckets/{bucketID}/schema/measurements', 'buckets.schema.measurements.list'],
        ['GET /buckets/{bucketID}/schema/measurements/{measurementID}', 'buckets.schema.measurements.get'],
        ['PUT /dashboards/{id}/cells', 'dashboards.cells.replace'],
        ['PATCH /dashboards/{id}/cells/{cellID}', 'dashboards.cells.update'],
        ['GET /dashboards/{id}/cells/{cellID}/view', 'dashboards.cells.view.get'],
        ['PATCH /dashboards/{id}/cells/{cellID}/view', 'dashboards.cells.view.update'],
      ],
    ],
    [
      'a lone POST at the end of a longer path is a verb (rule 4)',
      [
        ['POST /scripts/{scriptID}/invoke', 'scripts.invoke'],
        ['GET /scripts', 'scripts.list'],
        ['GET /scripts/{scriptID}', 'scripts.get'],
        ['POST /tasks/{taskID}/runs/{runID}/retry', 'tasks.runs.retry'],
        ['POST /templates/apply', 'templates.apply'],
        ['POST /query', 'query.create'],
        ['POST /query/analyze', 'query.analyze'],
        ['POST /signin', 'signin.create'],
      ],
    ],
    [
      'a lone GET is a noun, and `get` with something below it (rule 5)',
      [
        ['GET /health', 'health'],
        ['GET /tasks/{taskID}/logs', 'tasks.logs'],
        ['GET /me', 'me.get'],
        ['PUT /me/password', 'me.password.replace'],
        ['GET /ping', 'ping'],
        ['HEAD /ping', 'ping.head'],
        ['OPTIONS /ping', 'ping.options'],
      ],
    ],
    [
      'what hangs on an item and can only be taken off is attached (rule 6)',
      [
        ['GET /buckets/{bucketID}/labels', 'buckets.labels.list'],
        ['POST /buckets/{bucketID}/labels', 'buckets.labels.add'],
        ['DELETE /buckets/{bucketID}/labels/{labelID}', 'buckets.labels.remove'],
        ['GET /labels', 'labels.list'],
        ['POST /labels', 'labels.create'],
        ['DELETE /labels/{labelID}', 'labels.delete'],
        ['GET /orgs/{orgID}/secrets', 'orgs.secrets.list'],
        ['DELETE /orgs/{orgID}/secrets/{secretID}', 'orgs.secrets.delete'],
        ['POST /boards/{id}/cells', 'boards.cells.create'],
        ['PATCH /boards/{id}/cells/{cell}', 'boards.cells.update'],
        ['DELETE /boards/{id}/cells/{cell}', 'boards.cells.delete'],
      ],
    ],
    [
      'a POST to an item is the resource itself where it is all there is, otherwise an update (rule 2)',
      [
        ['POST /restore/bucket/{bucketID}', 'restore.bucket'],
        ['POST /customers/{id}', 'customers.update'],
        ['GET /customers/{id}', 'customers.get'],
        ['POST /files/{id}', 'files.post'],
        ['PATCH /files/{id}', 'files.update'],
      ],
    ],
    [
      'two parameters in a row: the upper is the collection where there is nothing above it',
      [
        ['GET /repos/{owner}', 'repos.list'],
        ['GET /repos/{owner}/{repo}', 'repos.get'],
        ['GET /repos/{owner}/{repo}/compare/{base}...{head}', 'repos.compare.get'],
      ],
    ],
    [
      'parameters inside a segment, separators and digits',
      [
        ['GET /files/{id}.json', 'files.json'],
        ['POST /v1/{name}:cancel', 'v1.cancel'],
        ['GET /remote-connections', 'remoteConnections'],
        ['GET /2fa', '_2fa'],
        ['GET /', 'get'],
      ],
    ],
  ])('%s', (_, table) => {
    expect(namesOf(table.map(([line]) => line))).toEqual(table.map(([, name]) => name));
  });

  it('a prefix stays out of names, the longest that fits; a path that only begins alike keeps it', () => {
    const lines = ['GET /api/v2/health', 'GET /api/status', 'GET /apis/old', 'GET /api/v2'];
    expect(namesOf(lines, ['/api', '/api/v2/'])).toEqual(['health', 'status', 'apis.old', 'get']);
  });

  it('a path of nothing but signs has no name', () => {
    expect(namesOf(['POST /{a}'])).toEqual([undefined]);
    expect(namesOf(['POST /{a}', 'GET /💥'])).toEqual(['update', 'list']);
  });
});
