const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

const joined = (first: Uint8Array, second: Uint8Array): Uint8Array => {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
};

/** The stream decompressed if its first bytes are those of gzip, otherwise as it is. */
export const inflated = async (stream: ReadableStream<Uint8Array>): Promise<ReadableStream<Uint8Array>> => {
  const reader = stream.getReader();
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < 2) {
    const { done, value } = await reader.read();
    if (done) break;
    head = joined(head, value);
  }
  const whole = new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        if (head.length > 0) controller.enqueue(head);
      },
      pull: async (controller) => {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
  if (!isGzip(head)) return whole;
  // The types of the platform say BufferSource where every chunk is bytes.
  return whole.pipeThrough(new DecompressionStream('gzip') as ReadableWritablePair<Uint8Array, Uint8Array>);
};
