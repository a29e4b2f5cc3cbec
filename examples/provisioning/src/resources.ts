import { type InfluxDB, paginate } from '@influxkit/influxdb/oss-v2';
import { ensure, idOf } from './ensure.js';

export async function organization(influx: InfluxDB, name: string): Promise<string> {
  const organization = await ensure(`organization ${name}`, {
    find: async () => (await influx.api.orgs.list({ org: name })).orgs?.find((one) => one.name === name),
    create: () => influx.api.orgs.create({ name }),
  });
  return idOf(`organization ${name}`, organization);
}

export async function bucket(influx: InfluxDB, orgID: string, name: string, days: number): Promise<string> {
  const retentionRules = [{ type: 'expire' as const, everySeconds: days * 86_400 }];
  const bucket = await ensure(`bucket ${name}, kept for ${days} days`, {
    find: async () => {
      for await (const one of paginate(influx.api.buckets.list, { orgID, name })) {
        if (one.name === name) return one;
      }
      return undefined;
    },
    create: () => influx.api.buckets.create({ orgID, name, retentionRules }),
    isAsDeclared: (found) => found.retentionRules[0]?.everySeconds === retentionRules[0]?.everySeconds,
    update: (found) => influx.api.buckets.update(idOf(`bucket ${name}`, found), { retentionRules }),
  });
  return idOf(`bucket ${name}`, bucket);
}

export async function label(influx: InfluxDB, orgID: string, name: string, color: string): Promise<string> {
  const label = await ensure(`label ${name}`, {
    find: async () => (await influx.api.labels.list({ orgID })).labels?.find((one) => one.name === name),
    create: async () => (await influx.api.labels.create({ orgID, name, properties: { color } })).label,
    isAsDeclared: (found) => found?.properties?.['color'] === color,
    update: async (found) => {
      const changed = await influx.api.labels.update(idOf(`label ${name}`, found), { properties: { color } });
      return changed.label;
    },
  });
  return idOf(`label ${name}`, label);
}

/** A task's name stands in its Flux; the server reads it there. */
export async function task(influx: InfluxDB, orgID: string, name: string, script: string): Promise<string> {
  const task = await ensure(`task ${name}`, {
    find: async () => {
      for await (const one of paginate(influx.api.tasks.list, { orgID, name })) if (one.name === name) return one;
      return undefined;
    },
    create: () => influx.api.tasks.create({ orgID, flux: script }),
    isAsDeclared: (found) => found.flux === script,
    update: (found) => influx.api.tasks.update(idOf(`task ${name}`, found), { flux: script }),
  });
  return idOf(`task ${name}`, task);
}

/** What labels of any resource can do. */
interface Labels {
  list(id: string): PromiseLike<{ readonly labels?: readonly { readonly id?: string }[] }>;
  add(id: string, body: { readonly labelID: string }): PromiseLike<unknown>;
}

export async function attached(what: string, labels: Labels, id: string, labelID: string): Promise<void> {
  await ensure(`label on ${what}`, {
    find: async () => (await labels.list(id)).labels?.find((one) => one.id === labelID),
    create: async () => labels.add(id, { labelID }),
  });
}
