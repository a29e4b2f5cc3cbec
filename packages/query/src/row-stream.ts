import { type RowStream, rowStream as streamOfRows } from '@influxkit/internal/row-stream';
import { isQueryError } from './query-errors.js';

/** A stream of rows whose errors name who iterates. */
export const rowStream = <Row>(open: () => AsyncIterableIterator<Row[]>): RowStream<Row> =>
  streamOfRows(open, isQueryError);
