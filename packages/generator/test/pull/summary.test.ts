import { expect, test } from 'vitest';
import { summaryOf } from '../../src/lifecycle/pull/operation-summary.js';

test.each([
  ['GET', '/api/v2/widgets', 'List widgets'],
  ['POST', '/api/v2/widgets', 'Create a widget'],
  ['GET', '/api/v2/widgets/{widgetID}', 'Get a widget'],
  ['PATCH', '/api/v2/notificationRules/{ruleID}', 'Update a notification rule'],
  ['DELETE', '/orgs/{orgID}/secrets/{secretID}', 'Delete a secret'],
  ['PUT', '/api/v2/entries/{id}', 'Replace an entry'],
  ['POST', '/scripts/{id}/invoke', 'Run invoke'],
  ['GET', '/health', 'Get health'],
  ['GET', '/', 'Get root'],
  ['GET', '/addresses/{id}', 'Get an address'],
])('%s %s is summed up as "%s"', (method, path, want) => {
  expect(summaryOf(method, path)).toBe(want);
});
