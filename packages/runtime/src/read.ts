/**
 * Reads a body whole, or until it is more than `limit` bytes, decompressed: what it gives is larger then, and the rest
 * is dropped.
 */
export async function take(body: ReadableStream<Uint8Array> | null, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = body?.getReader();
  while (reader && size <= limit) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    size += value.length;
  }
  if (size > limit) reader?.cancel();
  return join(chunks);
}

/** One array of many. */
export const join = async (chunks: Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> =>
  chunks[1]
    ? new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer())
    : ((chunks[0] ?? new Uint8Array()) as Uint8Array<ArrayBuffer>);

/** A body that fails with our errors. */
export function guarded(
  body: ReadableStream<Uint8Array>,
  ours: (error: unknown) => unknown,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream(
    {
      pull: (controller) =>
        reader.read().then(
          ({ done, value }) => (done ? controller.close() : controller.enqueue(value)),
          (error) => controller.error(ours(error)),
        ),
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
