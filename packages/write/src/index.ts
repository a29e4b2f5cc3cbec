export type { WriteApi } from './api.js';
export type { WritePrecision } from './batch.js';
export {
  BatchError,
  BufferFullError,
  DroppedError,
  InvalidLineError,
  NotStoredError,
  PartialWriteError,
  RefusedError,
  type RejectedLine,
  UndeliveredError,
  WriteError,
  WriterClosedError,
} from './errors.js';
export type { RawInput, WriteInput } from './inputs.js';
export type { BatchReport, GzipOptions, RetryReport, WriterOptions, WriterSettings } from './options.js';
export type { WriteRetryOptions } from './retry.js';
export type { Accounting, WriterStats } from './stats.js';
export type { BucketTarget, DatabaseTarget, WriteTarget } from './target.js';
export type { Progress, WriteAllOptions } from './write-all.js';
export { type CloseOptions, type CloseReport, createWriter, Writer } from './writer.js';
