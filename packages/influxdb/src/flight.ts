// Arrow Flight for a client of SQL that is made by `createSql`; the clients of products have it already.
export * from '@influxkit/sql/flight';
