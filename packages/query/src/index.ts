export type { CsvSource, ReadOptions } from './csv/chunks.js';
export type { FluxColumnArray } from './csv/column-builder.js';
export type { FluxColumns } from './csv/column-decoder.js';
export type { ColumnStream, DecodeStreamOptions } from './csv/decode.js';
export { decodeColumns, decodeRows, decodeTables } from './csv/decode.js';
