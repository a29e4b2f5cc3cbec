import { platformClassOf } from '@influxkit/internal/message';
import type { RequestBody } from './transport.js';

const BODY_CLASSES: ReadonlySet<string> = new Set([
  'ReadableStream',
  'Blob',
  'File',
  'FormData',
  'URLSearchParams',
  'ArrayBuffer',
  'SharedArrayBuffer',
]);

/** Whether a transport can send it as it is: bytes, streams, blobs and forms are taken as encoded already. */
export const isBodyInit = (value: unknown): value is RequestBody =>
  ArrayBuffer.isView(value) || BODY_CLASSES.has(platformClassOf(value));
