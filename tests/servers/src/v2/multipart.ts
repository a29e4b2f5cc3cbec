/** The parts of a multipart message by name: of `name` or `filename`, whichever its disposition has. */
export async function partsOf(
  body: ReadableStream<Uint8Array>,
  contentType: string,
): Promise<Record<string, Uint8Array>> {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1];
  if (boundary === undefined) throw new Error(`The response is ${contentType || 'of no media type'}, not multipart.`);
  // One character a byte, so that positions are bytes.
  const text = Buffer.from(await new Response(body).arrayBuffer()).toString('latin1');
  const parts: Record<string, Uint8Array> = {};
  for (const part of text.split(`--${boundary}`).slice(1, -1)) {
    const end = part.indexOf('\r\n\r\n');
    const head = part.slice(0, end);
    const name = /\bname="?([^";\r]+)"?/.exec(head)?.[1] ?? /filename="?([^";\r]+)"?/.exec(head)?.[1] ?? '';
    parts[name] = Buffer.from(part.slice(end + 4, -2), 'latin1');
  }
  return parts;
}
