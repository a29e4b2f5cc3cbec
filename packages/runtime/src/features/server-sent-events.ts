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

/** The events of one connection, each with the `retry` that came with it. */
async function* eventsOf(
  { body }: WireResponse,
  source: ItemSource,
  progress: Progress,
): AsyncGenerator<{ event: EventSourceMessage; retry: number | undefined }, void> {
  const waiting: { event: EventSourceMessage; retry: number | undefined }[] = [];
  let retry: number | undefined;
  let size = 0;
  const parser = createParser({
    onEvent: (event) => {
      waiting.push({ event, retry });
      retry = undefined;
      size = 0;
    },
    onRetry: (milliseconds) => {
      progress.retry = milliseconds;
      retry = milliseconds;
    },
  });
  const decoder = new TextDecoder();
  for await (const chunk of chunksOf(body)) {
    size += chunk.length;
    parser.feed(decoder.decode(chunk, { stream: true }));
    if (size > LARGEST_ITEM && waiting.length === 0)
      throw decodeError(source, `an event of the response is larger than ${LARGEST_ITEM} bytes`);
    for (const each of waiting.splice(0)) {
      // An event without an id leaves the last one as it is; an empty one takes it back.
      if (each.event.id !== undefined) progress.lastEventId = each.event.id;
      yield each;
    }
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
