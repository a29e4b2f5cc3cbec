/** One array of many. */
export async function concatBytes(chunks: readonly Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> {
  const [first, second] = chunks;
  if (!first) return new Uint8Array();
  // By far the most responses are one chunk, which need not be copied.
  if (!second) return first as Uint8Array<ArrayBuffer>;
  return new Uint8Array(await new Blob(chunks as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}
