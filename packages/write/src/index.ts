export type { WritePrecision } from './batch.js';
export type { Progress, WriteAllOptions } from './write-all.js';
export {
  BatchError,
  BufferFullError,
  type CloseReport,
  DeliveryError,
  DialectError,
  DroppedError,
  InvalidLineError,
  NotStoredError,
  PartialWriteError,
  RejectedError,
  type RejectedLine,
  RepairedPointError,
  WriteError,
  WriterClosedError,
} from './write-errors.js';
export type { RawInput, WriteInput } from './write-input.js';
export type { WriteApi } from './write-response.js';
export type { LineStats, WriterStats } from './write-stats.js';
export type { BucketTarget, Database3Target, DatabaseTarget, WriteTarget } from './write-target.js';
export { type CloseOptions, createWriter, Writer } from './writer.js';
export type {
  BatchReport,
  GzipOptions,
  RetryReport,
  WriteRetryOptions,
  WriterOptions,
  WriterSettings,
} from './writer-options.js';
