import type { HttpMethod } from '@influxkit/runtime';
import { describe, expect, it } from 'vitest';
import { nameByPath, namingLists } from '../../src/generate/model/method-names.js';

/** Names of `METHOD /path` lines, each by itself; a plus after the path stands for a response with a list. */
function namesOf(lines: readonly string[], prefixes: readonly string[] = []): (string | undefined)[] {
  const rules = { ...namingLists({ readings: ['view'] }), prefixes };
  return lines.map((line) => {
    const [method = '', path = '', list] = line.split(' ');
    return nameByPath({ method: method as HttpMethod, path, readsList: list === '+' }, rules)?.join('.');
  });
}

describe('operations are named by their paths', () => {
  it.each<[string, [string, string][]]>([
    [
      'items and nouns (rules 2 and 6)',
      [
        ['GET /buckets +', 'buckets.list'],
        ['POST /buckets', 'buckets.create'],
        ['PUT /buckets', 'buckets.replace'],
        ['GET /buckets/{bucketID}', 'buckets.get'],
        ['PATCH /buckets/{bucketID}', 'buckets.update'],
        ['DELETE /buckets/{bucketID}', 'buckets.delete'],
      ],
    ],
    [
      'what lies deeper has the resource before it',
      [
        ['GET /buckets/{bucketID}/schema/measurements +', 'buckets.schema.measurements.list'],
        ['GET /buckets/{bucketID}/schema/measurements/{measurementID}', 'buckets.schema.measurements.get'],
        ['PUT /dashboards/{id}/cells', 'dashboards.cells.replace'],
        ['PATCH /dashboards/{id}/cells/{cellID}', 'dashboards.cells.update'],
        ['GET /dashboards/{id}/cells/{cellID}/view', 'dashboards.cells.view'],
        ['PATCH /dashboards/{id}/cells/{cellID}/view', 'dashboards.cells.view.update'],
      ],
    ],
    [
      'an action is the verb itself (rule 4)',
      [
        ['POST /scripts/{scriptID}/invoke', 'scripts.invoke'],
        ['GET /scripts +', 'scripts.list'],
        ['GET /scripts/{scriptID}', 'scripts.get'],
        ['POST /tasks/{taskID}/runs/{runID}/retry', 'tasks.runs.retry'],
        ['POST /templates/apply', 'templates.apply'],
        ['POST /query', 'query'],
        ['POST /cells', 'cells.create'],
        ['POST /query/analyze', 'query.analyze'],
        ['POST /signin', 'signin'],
        ['GET /retry', 'retry.get'],
      ],
    ],
    [
      'a reading is the noun itself (rule 5)',
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
      'what is attached to an item is added and removed (rule 3)',
      [
        ['GET /buckets/{bucketID}/labels +', 'buckets.labels.list'],
        ['POST /buckets/{bucketID}/labels', 'buckets.labels.add'],
        ['DELETE /buckets/{bucketID}/labels/{labelID}', 'buckets.labels.remove'],
        ['GET /labels +', 'labels.list'],
        ['POST /labels', 'labels.create'],
        ['DELETE /labels/{labelID}', 'labels.delete'],
        ['GET /orgs/{orgID}/secrets +', 'orgs.secrets.list'],
        ['DELETE /orgs/{orgID}/secrets/{secretID}', 'orgs.secrets.delete'],
        ['POST /boards/{id}/cells', 'boards.cells.create'],
        ['PATCH /boards/{id}/cells/{cell}', 'boards.cells.update'],
        ['DELETE /boards/{id}/cells/{cell}', 'boards.cells.delete'],
      ],
    ],
    [
      'a POST to an item is an update (rule 2)',
      [
        ['POST /restore/bucket/{bucketID}', 'restore.bucket.update'],
        ['POST /customers/{id}', 'customers.update'],
        ['GET /customers/{id}', 'customers.get'],
        ['POST /files/{id}', 'files.update'],
        ['PATCH /files/{id}', 'files.update'],
      ],
    ],
    [
      'two parameters in a row',
      [
        ['GET /repos/{owner} +', 'repos.get'],
        ['GET /repos/{owner}/{repo}', 'repos.get'],
        ['GET /repos/{owner}/{repo}/compare/{base}...{head}', 'repos.compare.get'],
      ],
    ],
    [
      'parameters inside a segment, separators and digits',
      [
        ['GET /files/{id}.json', 'files.json.get'],
        ['POST /v1/{name}:cancel', 'v1.cancel'],
        ['POST /files/{id}:move', 'files.move'],
        ['GET /remote-connections', 'remoteConnections.get'],
        ['GET /2fa', '_2fa.get'],
        ['GET /', 'get'],
      ],
    ],
  ])('%s', (_, table) => {
    expect(namesOf(table.map(([line]) => line))).toEqual(table.map(([, name]) => name));
  });

  it('a prefix stays out of names, the longest that fits; a path that only begins alike keeps it', () => {
    const lines = ['GET /api/v2/health', 'GET /api/status', 'GET /apis/old', 'GET /api/v2'];
    expect(namesOf(lines, ['/api', '/api/v2/'])).toEqual(['health', 'status', 'apis.old.get', 'get']);
  });

  it('a path of nothing but signs has the verb alone', () => {
    expect(namesOf(['POST /{a}', 'GET /💥 +', 'POST /'])).toEqual(['update', 'list', 'create']);
  });
});
