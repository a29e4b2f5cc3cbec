import type { BucketMetadataManifest } from '@influxkit/oss-v2';
import { flux } from '@influxkit/query';
import { expect, test } from 'vitest';
import { cleanUp, connect, describeEngine, newBucket, server, unique } from '../../src/v2/context.js';
import { partsOf } from '../../src/v2/multipart.js';
import { rowsOf } from '../../src/v2/rows.js';

describeEngine('a backup', () => {
  const api = connect();

  test('holds the metadata and the shards of a bucket, from which another is restored', async () => {
    const bucket = await newBucket(api);
    await api.write('m,host=a v=1 1700000000', { query: { orgID: server.orgID, bucket: bucket.name, precision: 's' } });

    const { data, headers } = await api.backup.metadata().withResponse();
    const parts = await partsOf(data, headers.get('content-type') ?? '');
    expect(Object.keys(parts).sort()).toEqual(['buckets', 'kv', 'sql']);
    expect(parts['kv']?.length).toBeGreaterThan(0);
    const manifests = JSON.parse(Buffer.from(parts['buckets'] ?? []).toString()) as BucketMetadataManifest[];
    const manifest = manifests.find((one) => one.bucketID === bucket.id);
    expect(manifest?.bucketName).toBe(bucket.name);
    if (manifest === undefined) return;

    const restoredName = unique('restored');
    const restored = await api.restore.bucketMetadata({ ...manifest, bucketName: restoredName });
    cleanUp(() => api.buckets.delete(restored.id));
    expect((restored.shardMappings ?? []).length).toBeGreaterThan(0);
    for (const { oldId, newId } of restored.shardMappings ?? []) {
      const shard = new Uint8Array(await new Response(await api.backup.shard(oldId)).arrayBuffer());
      expect(shard.length).toBeGreaterThan(0);
      await api.restore.shard(String(newId), shard);
    }
    const rows = await rowsOf(api, flux`from(bucket: ${restoredName}) |> range(start: 0)`);
    expect(rows).toMatchObject([{ _measurement: 'm', host: 'a', _field: 'v', _value: 1 }]);
  });

  test('of the key-value store is a stream of bytes', async () => {
    const stream = await api.backup.kv();
    const reader = stream.getReader();
    const { value } = await reader.read();
    expect(value?.length).toBeGreaterThan(0);
    await reader.cancel();
  });
});
