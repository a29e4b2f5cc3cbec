import { describe, expect, it } from 'vitest';
import { documentOf } from '../model/contract.js';
import { exportsOf, typeErrors } from '../typecheck/program.js';
import { generate } from './generate.js';

const json = (schema: unknown): unknown => ({ content: { 'application/json': { schema } } });
const responses = { 204: { description: 'taken' } };

const document = documentOf(
  {
    '/jobs': {
      post: {
        operationId: 'createJob',
        responses,
        callbacks: {
          done: {
            '{$request.body#/url}': { post: { requestBody: json({ $ref: '#/components/schemas/Job' }), responses } },
          },
          progress: {
            '{$request.body#/url}': {
              post: {
                requestBody: json({ type: 'object', required: ['part'], properties: { part: { type: 'number' } } }),
                responses,
              },
            },
          },
        },
      },
    },
  },
  {
    webhooks: {
      jobFailed: {
        post: {
          summary: 'A job failed */',
          requestBody: json({
            allOf: [{ $ref: '#/components/schemas/Job' }, { required: ['reason'] }],
          }),
          responses,
        },
      },
      'job.removed': { $ref: '#/components/pathItems/Removed' },
      ping: { get: { responses } },
    },
    components: {
      schemas: {
        Job: {
          type: 'object',
          required: ['id'],
          properties: { id: { type: 'string', readOnly: true }, reason: { type: 'string' } },
        },
        WebhookPayload: { type: 'string' },
      },
      pathItems: {
        Removed: {
          post: { requestBody: json({ type: 'string' }), responses },
          delete: {
            requestBody: {
              content: {
                'text/plain': { schema: { type: 'string' } },
                'application/json': { schema: { type: 'number' } },
              },
            },
            responses,
          },
        },
      },
    },
  },
);

describe('payloads of webhooks and callbacks', async () => {
  const files = await generate(document);

  it('have a type each, and a union of all', () => {
    expect(exportsOf(files, 'webhooks.ts').sort()).toEqual([
      'CallbackPayload',
      'CallbackPayloads',
      'JobFailedWebhook',
      'JobRemovedDeleteWebhook',
      'JobRemovedPostWebhook',
      'JobsCreateDoneCallback',
      'JobsCreateProgressCallback',
      'PingWebhook',
      'WebhookPayload_',
      'WebhookPayloads',
    ]);
    expect(exportsOf(files, 'index.ts')).toEqual(
      expect.arrayContaining(['JobFailedWebhook', 'CallbackPayload', 'WebhookPayload']),
    );
  });

  it('hold what servers send', () => {
    const code = `
      import type * as api from './index.js';
      export const failed: api.JobFailedWebhook = { id: '1', reason: 'r' };
      export const done: api.JobsCreateDoneCallback = { id: '1' };
      export const any: api.WebhookPayload_[] = [failed, 'removed', 1, undefined];
      export const progress: api.CallbackPayload = { part: 1 };
      export const byName: api.CallbackPayloads['jobs.create.done'] = done;
      // @ts-expect-error what the branch requires
      export const without: api.JobFailedWebhook = { id: '1' };
      // @ts-expect-error what only servers send is in what they send
      export const nothing: api.JobsCreateDoneCallback = {};
      // @ts-expect-error none of them
      export const other: api.CallbackPayload = true;
    `;
    expect(typeErrors(new Map([...files, ['use.ts', code]]))).toEqual([]);
  });

  it('a contract without any has no such module', async () => {
    const without = await generate(documentOf({ '/a': { get: { responses } } }));
    expect([...without.keys()]).not.toContain('webhooks.ts');
    expect(without.get('index.ts')).not.toContain('webhooks');
  });
});
