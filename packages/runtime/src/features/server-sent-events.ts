import { isSuccess } from '@influxkit/internal/status';
import { sleep } from '@influxkit/internal/timers';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { canBeSentAgain } from '../can-be-sent-again.js';
import { ConnectionError, DecodeError } from '../errors.js';
import { essenceOf } from '../media-types.js';
import type { DecodeItems, ItemSource, ServerSentEvent } from '../operation.js';
import { errorOf } from '../response.js';
import type { WireResponse } from '../wire-response.js';
import { asItems, chunksOf, decodeError, LARGEST_ITEM, parseItem, sentBy } from './item-stream.js';

/** Milliseconds until the next connection, where the server has not said. */
const RECONNECTION_TIME = 1000;
/** Connections that break off one after another, without an event between them. */
const MOST_BREAKS = 3;
/** By this data many servers say that there is no more to come; it is not JSON. */
const DONE = '[DONE]';

/** What is known of the events so far. */
interface Progress {
  lastEventId: string | undefined;
  /** What the server asks to wait before connecting again; undefined as long as it has not asked to. */
  retry: number | undefined;
}

/**
 * Server-sent events (HTML, 9.2). A connection that breaks off is made again, and so is one that ends where the server has
 * said by `retry` that it is to be: with the header `Last-Event-ID`, after the time that the server asks for.
 */
export const serverSentEvents: DecodeItems = (response, source) => {
  const progress: Progress = { lastEventId: undefined, retry: undefined };
  return asItems(iterate(response, source, progress), {
    get lastEventId() {
      return progress.lastEventId;
    },
  });
};

async function* iterate(first: WireResponse, source: ItemSource, progress: Progress): AsyncGenerator<unknown, void> {
  let response: WireResponse | undefined = first;
  for (let breaks = 0; ; ) {
    let broken: unknown;
    try {
      response ??= await reopen(source, progress);
      for await (const { event, retry } of eventsOf(response, source, progress)) {
        breaks = 0;
        if (event.data === DONE && isJson(source)) return;
        yield itemOf(event, retry, source);
      }
      // By this status a server says that no more is to come.
      if (response.status === 204) return;
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      broken = error;
      breaks++;
    }
    // Without an id and without being asked to, the server would begin anew.
    const canGoOn = progress.retry !== undefined || (broken !== undefined && progress.lastEventId !== undefined);
    if (!canGoOn || breaks > MOST_BREAKS || !canBeSentAgain(source.request)) {
      if (broken) throw broken;
      return;
    }
    response = undefined;
    await sleep(progress.retry ?? RECONNECTION_TIME, sentBy(source).request.signal);
  }
}

async function reopen(source: ItemSource, { lastEventId }: Progress): Promise<WireResponse> {
  const { request, core } = sentBy(source);
  const more = lastEventId ? { 'last-event-id': lastEventId } : {};
  const response = await core.send({ ...request, headers: { ...request.headers, ...more } });
  if (!isSuccess(response.status)) throw await errorOf(request, response, core);
  if (response.status !== 204 && essenceOf(response.headers.get('content-type') ?? '') !== 'text/event-stream')
    throw decodeError(source, 'the server went on with something else than server-sent events');
  return response;
}

/** An event with the `retry` that came with it; or an id that came without an event, and is the last one all the same. */
type Received =
  | { readonly event: EventSourceMessage; readonly id: string | undefined; readonly retry: number | undefined }
  | { readonly event?: undefined; readonly id: string };

/** The events of one connection. */
async function* eventsOf(
  { body }: WireResponse,
  source: ItemSource,
  progress: Progress,
): AsyncGenerator<Extract<Received, { retry: unknown }>, void> {
  const waiting: Received[] = [];
  let retry: number | undefined;
  const parser = createParser({
    onEvent: (event) => {
      waiting.push({ event, id: event.id, retry });
      retry = undefined;
    },
    onRetry: (milliseconds) => {
      progress.retry = milliseconds;
      retry = milliseconds;
    },
  });
  // The lines since the last blank one. The parser gets them together, for it says nothing of an id without data.
  let block = '';
  try {
    for await (const text of textOf(body)) {
      let start = 0;
      for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) {
        const before = end > start ? text[end - 1] : block.at(-1);
        if (before !== undefined && before !== '\n') continue;
        block += text.slice(start, end + 1);
        start = end + 1;
        const count = waiting.length;
        parser.feed(block);
        const id = waiting.length === count ? idOf(block) : undefined;
        if (id !== undefined) waiting.push({ id });
        block = '';
      }
      block += text.slice(start);
      for (const each of waiting.splice(0)) {
        // An event without an id leaves the last one as it is; an empty one takes it back.
        if (each.id !== undefined) progress.lastEventId = each.id;
        if (each.event) yield each;
      }
      if (block.length > LARGEST_ITEM)
        throw decodeError(source, `an event of the response is larger than ${LARGEST_ITEM} characters`);
    }
  } finally {
    // What a connection ends in is no event, and may ask for a time to wait.
    parser.feed(block);
  }
}

/** The last id that lines give; one with the character NUL is none. */
const idOf = (lines: string): string | undefined =>
  [...lines.matchAll(/^id(?:: ?([^\n\0]*))?$/gm)].map(([, id = '']) => id).at(-1);

/** The text of a stream of events, all of its lines ended alike. */
async function* textOf(body: WireResponse['body']): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  let isAfterReturn = false;
  for await (const chunk of chunksOf(body)) {
    const text = decoder.decode(chunk, { stream: true });
    if (text === '') continue;
    // The rest of an end of line that was cut in two.
    const isRest = isAfterReturn && text.startsWith('\n');
    isAfterReturn = text.endsWith('\r');
    yield (isRest ? text.slice(1) : text).replace(/\r\n?/g, '\n');
  }
}

const isJson = ({ codec }: ItemSource): boolean => codec === 'sse' || codec === 'sse-event-json';

function itemOf(event: EventSourceMessage, retry: number | undefined, source: ItemSource): unknown {
  const data = isJson(source) ? parseData(event.data, source) : event.data;
  if (!source.codec.startsWith('sse-event')) return data;
  return {
    data,
    ...(event.event !== undefined && { event: event.event }),
    ...(event.id !== undefined && { id: event.id }),
    ...(retry !== undefined && { retry }),
  } satisfies ServerSentEvent<unknown>;
}

function parseData(data: string, source: ItemSource): unknown {
  try {
    return parseItem(data, source);
  } catch (error) {
    if (error instanceof DecodeError) throw error;
    // Not the parser's own message: it quotes the text.
    throw decodeError(source, 'the data of an event is not JSON');
  }
}
