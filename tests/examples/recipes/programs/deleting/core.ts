import { InfluxDB } from '@influxkit/influxdb/core';

const { api } = InfluxDB.fromEnv();

// Rows of InfluxDB 3 go by their age, and otherwise with their table or their database.
await api.databases.update({ db: 'readings', retention_period: '30d' });

const dropped = await api.tables.delete({ db: 'readings', table: 'experiment' }).result();
if (!dropped.ok && dropped.status !== 404) throw dropped.error;
console.log(dropped.ok ? 'deleted the table experiment' : 'there is no table experiment');
