/** How a decoded body can come, by its media type: a response in any other form is not what its type says. */
export function codecsOf(mediaType: string): readonly string[] {
  const name = mediaType.split(';')[0] ?? '';
  if (name === 'application/json' || name.endsWith('+json')) return ['json'];
  if (name.startsWith('multipart/')) return ['stream'];
  if (name.endsWith('csv')) return ['stream', 'text'];
  if (name.startsWith('text/') || /(toml|yaml|yml)$/.test(name)) return ['text', 'stream'];
  return ['bytes', 'stream'];
}

/** What a decoded body is, and its bytes; a JSON value has none of its own. */
export async function taken(data: unknown): Promise<{ codec: string; bytes: Buffer | undefined }> {
  if (data instanceof ReadableStream) {
    return { codec: 'stream', bytes: Buffer.from(await new Response(data).arrayBuffer()) };
  }
  if (data instanceof Uint8Array) return { codec: 'bytes', bytes: Buffer.from(data) };
  if (typeof data === 'string') return { codec: 'text', bytes: Buffer.from(data) };
  return { codec: 'json', bytes: undefined };
}
