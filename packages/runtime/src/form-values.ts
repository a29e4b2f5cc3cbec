/** What a file of a form consists of. */
export type FileContent = Blob | Uint8Array | ReadableStream<Uint8Array>;

/**
 * A file of a form: a `File` has a name of its own; anything else is given with one, or is called `blob`. A stream is sent
 * as it comes, once.
 *
 * @example
 * import type { FormFile } from '@influxkit/influxdb';
 *
 * const report: FormFile = { name: 'report.csv', type: 'text/csv', content: new TextEncoder().encode('a,b\n1,2\n') };
 */
export type FormFile =
  | FileContent
  | {
      readonly name: string;
      readonly content: FileContent;
      /** Its media type. @default that of the content, or what the contract says */
      readonly type?: string | undefined;
    };

/** A value of a form with headers of its part. */
export interface FormPart<Value, PartHeaders> {
  readonly value: Value;
  readonly headers?: PartHeaders | undefined;
}
