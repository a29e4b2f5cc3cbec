export type { WriteApi } from './api.js';
export { SpoolError, SpoolFullError, SpoolLockedError } from './spool/errors.js';
export type { Recovery } from './spool/log.js';
export type { SpoolOptions, SpoolSettings } from './spool/options.js';
export { openSpool, Spool, type SpoolCloseReport, type SpoolStats } from './spool/spool.js';
