import { crc32 } from 'node:zlib';
import type { WritePrecision } from '../batch.js';

/*
 * A record in a segment, numbers in little-endian:
 *
 *   0  4  mark "IKR2"
 *   4  4  bytes of the payload
 *   8  4  lines in it
 *  12  1  kind: 0 to 3 lines by precision (ns, us, ms, s), 255 the segment's head
 *  13  3  zero
 *  16  8  sequence: how many lines the spool was given before it
 *  24  4  CRC-32 of the segment's head: which target the lines are for
 *  28  4  CRC-32 of the payload
 *  32  4  CRC-32 of bytes 0 to 31
 *  36  n  payload
 */
const MARK: Buffer = /* @__PURE__ */ Buffer.from('IKR2', 'latin1');
const MARK_NUMBER = 0x32524b49;
export const RECORD_HEAD = 36;
const KINDS: readonly WritePrecision[] = ['ns', 'us', 'ms', 's'];
const HEAD_KIND = 255;

/** What a record's head says. */
export interface RecordInfo {
  /** Where it starts in the segment. */
  readonly offset: number;
  /** Bytes with its head. */
  readonly size: number;
  readonly lines: number;
  /** Undefined for the segment's head. */
  readonly precision: WritePrecision | undefined;
  /** How many lines the spool was given before its first one. */
  readonly sequence: number;
  /** CRC-32 of the head of its segment. */
  readonly target: number;
}

/** What is to be written as a record. */
export interface RecordContent {
  readonly payload: Uint8Array;
  readonly lines: number;
  /** Of the lines; undefined for the segment's head. */
  readonly precision: WritePrecision | undefined;
  readonly sequence: number;
  readonly target: number;
}

export function encodeRecord({ payload, lines, precision, sequence, target }: RecordContent): Uint8Array {
  const bytes = new Uint8Array(RECORD_HEAD + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MARK_NUMBER, true);
  view.setUint32(4, payload.length, true);
  view.setUint32(8, lines, true);
  view.setUint8(12, precision === undefined ? HEAD_KIND : KINDS.indexOf(precision));
  view.setBigUint64(16, BigInt(sequence), true);
  view.setUint32(24, target, true);
  view.setUint32(28, crc32(payload), true);
  view.setUint32(32, crc32(bytes.subarray(0, 32)), true);
  bytes.set(payload, RECORD_HEAD);
  return bytes;
}

/** The head of a record at a place, if it is whole: what follows it may not be, or not all be there. */
function readHead(bytes: Uint8Array, offset: number): RecordInfo | undefined {
  if (offset + RECORD_HEAD > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, RECORD_HEAD);
  if (view.getUint32(0, true) !== MARK_NUMBER) return undefined;
  if (crc32(bytes.subarray(offset, offset + 32)) !== view.getUint32(32, true)) return undefined;
  const kind = view.getUint8(12);
  const precision = KINDS[kind];
  if (precision === undefined && kind !== HEAD_KIND) return undefined;
  return {
    offset,
    size: RECORD_HEAD + view.getUint32(4, true),
    lines: view.getUint32(8, true),
    precision,
    sequence: Number(view.getBigUint64(16, true)),
    target: view.getUint32(24, true),
  };
}

/** The record at a place, if there is a whole one and its checksums hold. */
export function readRecord(bytes: Uint8Array, offset: number): RecordInfo | undefined {
  const head = readHead(bytes, offset);
  if (!head || offset + head.size > bytes.length) return undefined;
  const checksum = new DataView(bytes.buffer, bytes.byteOffset + offset, RECORD_HEAD).getUint32(28, true);
  return crc32(payloadOf(bytes, head)) === checksum ? head : undefined;
}

/** What a record holds. */
export function payloadOf(bytes: Uint8Array, { offset, size }: RecordInfo): Uint8Array {
  return bytes.subarray(offset + RECORD_HEAD, offset + size);
}

/** A part of a segment. */
export interface Stretch {
  readonly offset: number;
  readonly size: number;
}

export interface Scan {
  /** Whole records, the segment's heads among them. */
  readonly records: readonly RecordInfo[];
  /** What cannot be read, though the disk once had it. */
  readonly damaged: readonly Stretch[];
  /**
   * The beginning of a record behind all others, whose rest is not there: it was being written when the process ended.
   * A record that was acknowledged had been written, and synced, to its end.
   */
  readonly torn: Stretch | undefined;
}

/** Finds all whole records. After a damaged place it goes on with the next mark that begins one. */
export function scan(bytes: Uint8Array): Scan {
  const records: RecordInfo[] = [];
  const damaged: Stretch[] = [];
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < bytes.length; ) {
    const head = readHead(bytes, at);
    if (head && at + head.size > bytes.length)
      return { records, damaged, torn: { offset: at, size: bytes.length - at } };
    if (head) {
      if (readRecord(bytes, at)) records.push(head);
      else damaged.push({ offset: at, size: head.size });
      at += head.size;
      continue;
    }
    const left = bytes.length - at;
    if (left < RECORD_HEAD && MARK.subarray(0, left).equals(buffer.subarray(at, at + Math.min(left, MARK.length)))) {
      return { records, damaged, torn: { offset: at, size: left } };
    }
    let next = buffer.indexOf(MARK, at + 1);
    while (next >= 0 && !readHead(bytes, next)) next = buffer.indexOf(MARK, next + 1);
    const end = next < 0 ? bytes.length : next;
    damaged.push({ offset: at, size: end - at });
    at = end;
  }
  return { records, damaged, torn: undefined };
}
