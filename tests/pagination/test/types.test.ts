import * as Serverless from '@influxkit/cloud-serverless';
import * as Cloud from '@influxkit/cloud-v2';
import * as Oss from '@influxkit/oss-v2';
import { type PagedMethod, type Paginated, paginate } from '@influxkit/pagination';
import type { ClientOptions } from '@influxkit/runtime';
import { importClients } from '@influxkit/test-tools/clients';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { pagedMethods } from '../src/paged-methods.js';

// What the items of every list of every product are: this is to be changed by hand when a contract gains or loses a list.

interface OssItems {
  'authorizations.list': Oss.Authorization;
  'buckets.list': Oss.Bucket;
  'buckets.labels.list': Oss.Label;
  'checks.list': Oss.Check;
  'checks.labels.list': Oss.Label;
  'dashboards.list': Oss.Dashboard;
  'dashboards.labels.list': Oss.Label;
  'labels.list': Oss.Label;
  'notificationEndpoints.list': Oss.NotificationEndpoint;
  'notificationEndpoints.labels.list': Oss.Label;
  'notificationRules.list': Oss.NotificationRule;
  'notificationRules.labels.list': Oss.Label;
  'orgs.list': Oss.Organization;
  'scrapers.labels.list': Oss.Label;
  'sources.buckets.list': Oss.Bucket;
  'tasks.list': Oss.Task;
  'tasks.labels.list': Oss.Label;
  'tasks.runs.list': Oss.Run;
  'telegrafs.labels.list': Oss.Label;
  'users.list': Oss.UserResponse;
  'variables.labels.list': Oss.Label;
  'v1.authorizations.list': Oss.Authorization;
}

interface CloudItems {
  'authorizations.list': Cloud.Authorization;
  'buckets.list': Cloud.Bucket;
  'buckets.labels.list': Cloud.Label;
  'checks.list': Cloud.Check;
  'checks.labels.list': Cloud.Label;
  'dashboards.list': Cloud.Dashboard;
  'dashboards.labels.list': Cloud.Label;
  'labels.list': Cloud.Label;
  'notificationEndpoints.list': Cloud.NotificationEndpoint;
  'notificationEndpoints.labels.list': Cloud.Label;
  'notificationRules.list': Cloud.NotificationRule;
  'notificationRules.labels.list': Cloud.Label;
  'orgs.list': Cloud.Organization;
  'scripts.list': Cloud.Script;
  'tasks.list': Cloud.Task;
  'tasks.labels.list': Cloud.Label;
  'tasks.runs.list': Cloud.Run;
  'telegrafs.labels.list': Cloud.Label;
  'variables.labels.list': Cloud.Label;
  'v1.authorizations.list': Cloud.Authorization;
}

interface ServerlessItems {
  'authorizations.list': Serverless.Authorization;
  'buckets.list': Serverless.Bucket;
  'buckets.labels.list': Serverless.Label;
  'orgs.list': Serverless.Organization;
  'scripts.list': Serverless.Script;
  'tasks.list': Serverless.Task;
  'tasks.labels.list': Serverless.Label;
  'tasks.runs.list': Serverless.Run;
  'telegrafs.labels.list': Serverless.Label;
  'variables.labels.list': Serverless.Label;
}

/** Every method of a client that pages by its name, as its types have it: with a row of its own, at any depth. */
type PagedOf<Node, Prefix extends string = ''> = UnionToIntersection<
  {
    [Key in keyof Node & string]:
      | (Node[Key] extends PagedMethod ? { [Name in `${Prefix}${Key}`]: Node[Key] } : never)
      | (Node[Key] extends object ? PagedOf<Omit<Node[Key], 'operation'>, `${Prefix}${Key}.`> : never);
  }[keyof Node & string]
>;

type UnionToIntersection<Union> = [Union] extends [never]
  ? never
  : (Union extends unknown ? (each: Union) => void : never) extends (all: infer All) => void
    ? All
    : never;

type MethodsOf<Api> = PagedOf<Omit<Api, 'http' | 'request'>>;

/** What `paginate` gives item by item, of every list. */
type ItemsOf<Api> = {
  [Name in keyof MethodsOf<Api>]: MethodsOf<Api>[Name] extends infer Method extends PagedMethod
    ? ReturnType<typeof paginate<Method>> extends Paginated<infer Item>
      ? Item
      : never
    : never;
};

/** What a call gives, of every list. */
type ResponsesOf<Api> = {
  [Name in keyof MethodsOf<Api>]: MethodsOf<Api>[Name] extends (...args: never[]) => infer Response
    ? Awaited<Response>
    : never;
};

/** What the pages of every list hold beside its items. */
type PagesOf<Api> = {
  [Name in keyof MethodsOf<Api>]: MethodsOf<Api>[Name] extends infer Method extends PagedMethod
    ? ReturnType<typeof paginate<Method>> extends Paginated<infer _, infer Data>
      ? Data
      : never
    : never;
};

/** An interface as a mapped type is one. */
type Plain<Type> = { [Key in keyof Type]: Type[Key] };

test('the items of every list of every product are what its contract calls them, and no list is missing here', () => {
  expectTypeOf<Plain<ItemsOf<Oss.OssV2>>>().toEqualTypeOf<Plain<OssItems>>();
  expectTypeOf<Plain<ItemsOf<Cloud.CloudV2>>>().toEqualTypeOf<Plain<CloudItems>>();
  expectTypeOf<Plain<ItemsOf<Serverless.CloudServerless>>>().toEqualTypeOf<Plain<ServerlessItems>>();
});

test('pages hold the whole response of every list', () => {
  expectTypeOf<PagesOf<Oss.OssV2>>().toEqualTypeOf<ResponsesOf<Oss.OssV2>>();
  expectTypeOf<PagesOf<Cloud.CloudV2>>().toEqualTypeOf<ResponsesOf<Cloud.CloudV2>>();
  expectTypeOf<PagesOf<Serverless.CloudServerless>>().toEqualTypeOf<ResponsesOf<Serverless.CloudServerless>>();
});

/** The same lists for the run time; the compiler has them complete. */
const names = <Items>(lists: Record<keyof Items, true>): string[] => Object.keys(lists);

const LISTS: Readonly<Record<string, string[]>> = {
  'oss-v2': names<OssItems>({
    'authorizations.list': true,
    'buckets.list': true,
    'buckets.labels.list': true,
    'checks.list': true,
    'checks.labels.list': true,
    'dashboards.list': true,
    'dashboards.labels.list': true,
    'labels.list': true,
    'notificationEndpoints.list': true,
    'notificationEndpoints.labels.list': true,
    'notificationRules.list': true,
    'notificationRules.labels.list': true,
    'orgs.list': true,
    'scrapers.labels.list': true,
    'sources.buckets.list': true,
    'tasks.list': true,
    'tasks.labels.list': true,
    'tasks.runs.list': true,
    'telegrafs.labels.list': true,
    'users.list': true,
    'variables.labels.list': true,
    'v1.authorizations.list': true,
  }),
  'cloud-v2': names<CloudItems>({
    'authorizations.list': true,
    'buckets.list': true,
    'buckets.labels.list': true,
    'checks.list': true,
    'checks.labels.list': true,
    'dashboards.list': true,
    'dashboards.labels.list': true,
    'labels.list': true,
    'notificationEndpoints.list': true,
    'notificationEndpoints.labels.list': true,
    'notificationRules.list': true,
    'notificationRules.labels.list': true,
    'orgs.list': true,
    'scripts.list': true,
    'tasks.list': true,
    'tasks.labels.list': true,
    'tasks.runs.list': true,
    'telegrafs.labels.list': true,
    'variables.labels.list': true,
    'v1.authorizations.list': true,
  }),
  'cloud-serverless': names<ServerlessItems>({
    'authorizations.list': true,
    'buckets.list': true,
    'buckets.labels.list': true,
    'orgs.list': true,
    'scripts.list': true,
    'tasks.list': true,
    'tasks.labels.list': true,
    'tasks.runs.list': true,
    'telegrafs.labels.list': true,
    'variables.labels.list': true,
  }),
};

test.each(await importClients<ClientOptions>())('the table of $product marks these lists and no other', (client) => {
  const marked = pagedMethods(client.create({ baseUrl: 'http://127.0.0.1' }));
  expect([...marked.keys()].sort()).toEqual([...(LISTS[client.product] ?? [])].sort());
});

describe('what does not page is refused', () => {
  const oss = Oss.createOssV2({ baseUrl: 'http://127.0.0.1' });
  const cloud = Cloud.createCloudV2({ baseUrl: 'http://127.0.0.1' });
  const serverless = Serverless.createCloudServerless({ baseUrl: 'http://127.0.0.1' });

  test('by the compiler and at run time: one item, a change, what is not a list, a list without pages', () => {
    // @ts-expect-error: one bucket
    expect(() => paginate(oss.buckets.get, '0123456789abcdef')).toThrow('buckets.get does not');
    // @ts-expect-error: makes a bucket
    expect(() => paginate(oss.buckets.create, { name: 'a', orgID: 'b', retentionRules: [] })).toThrow(TypeError);
    // @ts-expect-error: no list
    expect(() => paginate(oss.health)).toThrow('health does not');
    // @ts-expect-error: responds with all members at once
    expect(() => paginate(oss.buckets.members.list, '0123456789abcdef')).toThrow(TypeError);
    // @ts-expect-error: runs a script
    expect(() => paginate(cloud.scripts.invoke, '0123456789abcdef')).toThrow(TypeError);
    // @ts-expect-error: one run
    expect(() => paginate(serverless.tasks.runs.get, '0123456789abcdef', '0123456789abcdef')).toThrow(TypeError);
    // @ts-expect-error: no method
    expect(() => paginate(oss.buckets)).toThrow(TypeError);
  });

  test('the compiler checks arguments as those of the method', () => {
    paginate(oss.tasks.runs.list, '0123456789abcdef', { limit: 3 }, { limit: 10, prefetch: false, timeout: 5 });
    paginate(oss.dashboards.list, { limit: -1 });
    paginate(oss.checks.list, { orgID: 'a' }, { maxPages: 3 });
    paginate(oss.buckets.labels.list, '0123456789abcdef', { limit: 3 });
    // @ts-expect-error: checks are those of an organization
    paginate(oss.checks.list);
    // @ts-expect-error: runs are those of a task
    paginate(oss.tasks.runs.list);
    // @ts-expect-error: the query has no such parameter
    paginate(oss.buckets.list, { organization: 'a' });
    // @ts-expect-error: there is no such option
    paginate(oss.buckets.list, {}, { max: 3 });
    // @ts-expect-error: an option is not a parameter of the query
    paginate(oss.buckets.list, { maxPages: 3 });
  });
});
