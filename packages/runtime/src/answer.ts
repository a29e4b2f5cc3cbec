import type { WireResponse } from './wire.js';

/** An answer made of its parts; what was read whole can be read again. */
export const answerOf = (
  { status, headers }: Pick<WireResponse, 'status' | 'headers'>,
  content: string | Uint8Array<ArrayBuffer>,
): WireResponse => ({
  status,
  headers,
  get body() {
    return content.length ? new Response(content).body : null;
  },
  text: async () => (typeof content === 'string' ? content : new Response(content).text()),
  arrayBuffer: () => new Response(content).arrayBuffer(),
});

/** The answer as the platform's own kind. */
export const toResponse = (answer: WireResponse): Response =>
  answer instanceof Response ? answer : new Response(answer.body, answer);
