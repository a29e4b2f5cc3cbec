import { crc32 } from 'node:zlib';
import type { WritePrecision } from '../batch.js';

/*
 * A record in a segment, numbers in little-endian:
 *
 *   0  4  mark "IKR1"
 *   4  4  bytes of the payload
 *   8  4  lines in it
 *  12  1  kind: 0 to 3 lines by precision (ns, us, ms, s), 255 the segment's head
 *  13  3  zero
 *  16  4  CRC-32 of bytes 4 to 15 and of the payload
 *  20  n  payload
 */
const MARK = 0x31524b49;
export const RECORD_HEAD = 20;
const KINDS: readonly WritePrecision[] = ['ns', 'us', 'ms', 's'];
const HEAD_KIND = 255;

export interface RecordInfo {
  /** Where it starts in the segment. */
  readonly offset: number;
  /** Bytes with its head. */
  readonly size: number;
  readonly lines: number;
  /** Undefined for the segment's head. */
  readonly precision: WritePrecision | undefined;
}

/** @param precision of the lines; undefined for the segment's head */
export function encodeRecord(payload: Uint8Array, lines: number, precision: WritePrecision | undefined): Uint8Array {
  const bytes = new Uint8Array(RECORD_HEAD + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MARK, true);
  view.setUint32(4, payload.length, true);
  view.setUint32(8, lines, true);
  view.setUint8(12, precision === undefined ? HEAD_KIND : KINDS.indexOf(precision));
  view.setUint32(16, crc32(payload, crc32(bytes.subarray(4, 16))), true);
  bytes.set(payload, RECORD_HEAD);
  return bytes;
}

/** The record at a place, if there is a whole one and its checksum holds. */
export function readRecord(bytes: Uint8Array, offset: number): RecordInfo | undefined {
  if (offset + RECORD_HEAD > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, bytes.length - offset);
  if (view.getUint32(0, true) !== MARK) return undefined;
  const length = view.getUint32(4, true);
  const size = RECORD_HEAD + length;
  if (offset + size > bytes.length) return undefined;
  const payload = bytes.subarray(offset + RECORD_HEAD, offset + size);
  if (crc32(payload, crc32(bytes.subarray(offset + 4, offset + 16))) !== view.getUint32(16, true)) return undefined;
  const kind = view.getUint8(12);
  const precision = KINDS[kind];
  if (precision === undefined && kind !== HEAD_KIND) return undefined;
  return { offset, size, lines: view.getUint32(8, true), precision };
}

export interface Scan {
  readonly records: readonly RecordInfo[];
  /** The place after the last whole record: what follows was being written when the process ended. */
  readonly end: number;
  /** Bytes between whole records that are none: the disk changed them. */
  readonly damaged: number;
}

/** Finds all whole records. After a damaged place it goes on with the next mark that begins one. */
export function scan(bytes: Uint8Array): Scan {
  const records: RecordInfo[] = [];
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const mark = Buffer.from([0x49, 0x4b, 0x52, 0x31]);
  let end = 0;
  let damaged = 0;
  for (let at = 0; at >= 0 && at < bytes.length; ) {
    const record = readRecord(bytes, at);
    if (record) {
      damaged += at - end;
      records.push(record);
      at += record.size;
      end = at;
    } else {
      at = buffer.indexOf(mark, at + 1);
    }
  }
  return { records, end, damaged };
}
