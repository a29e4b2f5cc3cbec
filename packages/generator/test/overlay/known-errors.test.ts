import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadContract } from '../../src/contract/load/load-contract.js';
import { applyOverlays } from '../../src/contract/overlay/apply-overlays.js';
import { diffContracts } from '../../src/lifecycle/diff/diff-contracts.js';
import type { Loose } from '../diff/contracts.js';

const project = fileURLToPath(new URL('../../../../', import.meta.url));

/** Puts the errors that the APIs' own descriptions are known to have into a contract that has them mended. */
function spoil(document: Loose): void {
  const { paths, components } = document;
  const write = paths['/api/v2/write'].post;
  const named = (list: Loose[], name: string): Loose => list.find((item) => item.name === name);
  named(write.parameters, 'org').required = true;
  named(write.parameters, 'Accept').schema.enum = ['application/json'];
  write.requestBody.content['text/plain'].schema.format = 'byte';
  const uninstall = paths['/api/v2/stacks/{stack_id}/uninstall'].post;
  uninstall.parameters = uninstall.parameters.filter((item: Loose) => item.name !== 'orgID');
  components.schemas.InfluxqlJsonResponse.properties.results.oneOf = [
    { required: ['error'] },
    { required: ['series'] },
  ];
  for (const [path, item] of Object.entries<Loose>(paths)) {
    if (!['/health', '/ready', '/ping', '/api/v2/setup'].includes(path)) continue;
    for (const operation of Object.values<Loose>(item)) delete operation.security;
  }
  for (const operation of Object.values<Loose>(paths['/ping'] ?? {})) {
    operation.responses['204'].headers['X-Influxdb-Version'].schema.type = 'integer';
  }
  const form = paths['/query'].post?.requestBody;
  if (form !== undefined) form.content = { 'text/plain': form.content['text/plain'] };
  const dashboard = paths['/api/v2/dashboards/{dashboardID}']?.patch;
  if (dashboard !== undefined) {
    dashboard.requestBody.content['application/json'].schema.properties.cells = {
      $ref: '#/components/schemas/CellWithViewProperties',
    };
  }
  components.schemas.GeoTrackMapViewLayer.allOf[1].required.push('trackPointVisualization');
  components.schemas.TelegramNotificationRuleBase?.required.push('channel');
  const limit = components.schemas.Limit?.properties;
  if (limit !== undefined) {
    limit.notificationEndpoint.required = ['blockNotificationEndpoints'];
    limit.notificationRule.required = ['maxNotifications', 'blockNotificationRules'];
  }
}

describe('the overlay of a product mends what is known to be wrong upstream', () => {
  test.each(['oss-v2', 'cloud-v2', 'cloud-serverless'])('%s', async (product) => {
    const contract = await loadContract(`openapi/${product}/openapi.yaml`, {
      baseDir: project,
      refRoot: `${project}openapi`,
    });
    const document = structuredClone(contract.document);
    spoil(document);
    const wrong = { ...contract, document };
    expect((await diffContracts(contract, wrong, { types: false })).severity).toBe('major');
    const mended = await applyOverlays(wrong, [`openapi/overlays/${product}.yaml`], { baseDir: project });
    const { changes } = await diffContracts(contract, mended, { types: false });
    expect(changes.filter(({ rule }) => rule !== 'prose-changed').map(({ sentence }) => sentence)).toEqual([]);
  });
});
