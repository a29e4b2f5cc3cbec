// A page with the client of InfluxDB 3 Core: no byte of Flight is in it.
import { InfluxDB } from '@influxkit/influxdb/core';

export const main = () => new InfluxDB({ url: 'http://localhost:8181', database: 'factory' }).sql.toArray('SELECT 1');
