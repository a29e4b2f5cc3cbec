import { writeFile } from 'node:fs/promises';
import { permissions } from '@influxkit/influxdb/auth';
import { InfluxDB, paginate } from '@influxkit/influxdb/oss-v2';

const { api } = InfluxDB.fromEnv();

/** The bucket as it is declared: made where it is missing, changed where it is otherwise. */
async function bucket(orgID: string, name: string, days: number): Promise<string> {
  const retentionRules = [{ type: 'expire' as const, everySeconds: days * 86_400 }];
  for await (const found of paginate(api.buckets.list, { orgID })) {
    if (found.name !== name || found.id === undefined) continue;
    if (found.retentionRules[0]?.everySeconds !== retentionRules[0]?.everySeconds) {
      await api.buckets.update(found.id, { retentionRules });
      console.log(`changed bucket ${name}`);
    }
    return found.id;
  }
  const { id = '' } = await api.buckets.create({ orgID, name, retentionRules });
  console.log(`created bucket ${name}`);
  return id;
}

/** A token that can write into one bucket and do nothing else. Its secret goes into a file for its owner alone. */
async function writeToken(orgID: string, description: string, bucketID: string, file: string): Promise<void> {
  const { authorizations = [] } = await api.authorizations.list({ orgID });
  if (authorizations.some((one) => one.description === description)) return;
  const { token = '' } = await api.authorizations.create({
    orgID,
    description,
    permissions: [permissions.writeBucket(bucketID, { orgID })],
  });
  await writeFile(file, token, { mode: 0o600 });
  console.log(`created token ${description}: ${file}`);
}

const org = process.env['INFLUX_ORG'] ?? 'acme';
const { orgs = [] } = await api.orgs.list({ org });
const orgID = orgs[0]?.id;
if (orgID === undefined) throw new Error(`there is no organization ${org}, or the token must not see it`);

const readings = await bucket(orgID, 'readings', 30);
await bucket(orgID, 'readings-hourly', 730);
await writeToken(orgID, 'sensor gateway', readings, 'gateway.token');
