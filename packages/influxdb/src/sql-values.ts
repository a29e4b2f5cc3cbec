// What queries in SQL are written with, and what they throw.
export {
  SqlError,
  sql,
  sqlIdentifier,
  sqlInteger,
  sqlInterval,
  sqlRaw,
  sqlTimestamp,
  TruncatedError,
} from '@influxkit/sql';
