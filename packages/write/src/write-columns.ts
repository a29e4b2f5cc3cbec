import { type ColumnPoints, columnPoints, type PointColumns, type TablePoints } from '@influxkit/line-protocol';

/**
 * Writes points that stand in columns, without an object of each: one array for each tag, each field and the timestamps, or
 * the columns of a table as `@influxkit/arrow` makes them. In all else it is `write()` of many points; what is invalid names
 * its row. A writer reads the arrays here, once; a spool, too.
 *
 * @example
 * import { createOssV2, createWriter, writeColumns } from '@influxkit/influxdb/oss-v2';
 *
 * const writer = createWriter(createOssV2({ baseUrl: 'http://localhost:8086' }), { org: 'acme', bucket: 'metrics' });
 * const isReady = writeColumns(writer, {
 *   measurement: 'cpu',
 *   tags: { region: 'eu', host: ['a', 'b'] },
 *   fields: { usage: new Float64Array([0.5, 0.25]) },
 *   timestamps: new BigInt64Array([1700000000000000000n, 1700000000000000001n]),
 * });
 * if (!isReady) await writer.ready;
 * await writer.close();
 *
 * @param writer a writer or a spool
 * @returns what its `write()` returns
 * @throws TypeError for columns that do not make rows, whatever `onInvalid` is: nothing is accepted
 * @throws InvalidLineError, with nothing accepted, for a measurement, a key or a constant tag that no row can be written
 *   with, unless `onInvalid` is other than `'throw'`
 * @throws what `write()` throws
 */
export function writeColumns<Written>(
  writer: { write(points: ColumnPoints): Written },
  columns: PointColumns | TablePoints,
): Written {
  return writer.write(columnPoints(columns));
}
