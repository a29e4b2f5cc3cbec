export { ColumnPoints } from './column-points.js';
export { columnPoints } from './column-rows.js';
export type { Dialect, Precision } from './dialect.js';
export { encodePoint, encodePoints, encodePointsToString } from './encode-points.js';
export { Int, int, Uint, uint } from './integer.js';
export { LineBatch } from './line-batch.js';
export { LineBuffer, type LineBufferOptions, type PointInput } from './line-buffer.js';
export { defineMeasurement, Measurement, type RowEncoder, Series } from './measurement.js';
export type { FieldSpec, FieldsOf, FieldType, MeasurementSchema, RowOf, TagsOf } from './measurement-schema.js';
export { ParseError, type ParseErrorCode } from './parse/parse-error.js';
export {
  type LineSource,
  type ParseStreamOptions,
  PointStream,
  parsePointStream,
  parsePoints,
} from './parse/parse-points.js';
export type { ParsedFieldValue, ParsedPoint, ParseOptions, ParseResult } from './parse/parsed-point.js';
export { Point } from './point.js';
export type {
  ColumnData,
  DictionaryColumn,
  FieldArray,
  FieldColumnData,
  PointColumns,
  SmallIntegers,
  TableColumn,
  TablePoints,
  TagColumn,
  TimestampColumn,
} from './point-columns.js';
export type { EncodeOptions, FieldValue, PointData } from './point-data.js';
export { PointError, type PointErrorCode, type PointPart } from './point-error.js';
export { PreparedPoint } from './prepared-point.js';
export { RawLine, rawLines } from './raw-lines.js';
export type { InstantLike, Rounding, Timestamp } from './timestamp.js';
