import { describe, expect, it } from 'vitest';
import { camelCase, pascalCase } from '../../src/generate/model/words.js';

describe('camelCase: words of a name, whatever separates them', () => {
  it.each([
    ['buckets', 'buckets'],
    ['notificationEndpoints', 'notificationEndpoints'],
    ['list-branches', 'listBranches'],
    ['repos/list-branches', 'reposListBranches'],
    ['stack_id', 'stackId'],
    ['GetBuckets', 'getBuckets'],
    ['GetDBRPsID', 'getDBRPsID'],
    ['DBRPs', 'dbrps'],
    ['HTTPServer', 'httpServer'],
    ['ID', 'id'],
    ['MAX_AGE', 'maxAge'],
    ['v2.1', 'v21'],
    ['größe', 'größe'],
    ['', ''],
    ['*/ alert(1) //', 'alert1'],
    ['💥', ''],
  ])('%s → %s', (text, want) => {
    expect(camelCase(text)).toBe(want);
  });
});

describe('pascalCase: the same words, each with a capital', () => {
  it.each([
    ['oss-v2', 'OssV2'],
    ['getMapboxToken', 'GetMapboxToken'],
    ['HTTPServer', 'HTTPServer'],
    ['io.k8s.api.core.v1.Pod', 'IoK8sApiCoreV1Pod'],
    ['MAX_AGE', 'MaxAge'],
  ])('%s → %s', (text, want) => {
    expect(pascalCase(text)).toBe(want);
  });
});
