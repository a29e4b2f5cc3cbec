import { type Batch, positionOf } from './batch.js';
import { excerpt } from './excerpt.js';
import { halves, pick, positionsOf } from './merge.js';
import { findRejectedLines, splitByTypeConflict } from './rejected-lines.js';
import { RetryBudget } from './retry-budget.js';
import type { AttemptLog, Sender, SendResult, SendSource } from './sender.js';
import {
  type BatchFacts,
  count,
  DeliveryError,
  DroppedError,
  PartialWriteError,
  RejectedError,
  type RejectedLine,
  type WriteError,
} from './write-errors.js';
import type { ResponseClass } from './write-response.js';

/**
 * How many further requests are made to find the rejected lines of one batch where the server only counts them. Halving
 * finds one among 5,000 in 26; what is not found within the limit is reported as a whole, stored or not.
 */
const SEARCH_LIMIT = 200;

/** Why a delivery is aborted: what becomes of its lines. */
export type AbortReason = 'dropped' | 'closed' | 'merged';

/** A batch that is to be sent. It may change until a response reports its lines: what waits is put together. */
export interface Outgoing extends SendSource {
  readonly batch: Batch;
}

/** A batch that goes as it is. */
export function outgoing(batch: Batch): Outgoing {
  return { batch, body: () => batch.lines.bytes, budgets: [new RetryBudget()] };
}

/** How a batch ended. `written` and the lines of `errors` add up to the lines of the batch. */
export interface Delivered {
  readonly written: number;
  readonly errors: readonly WriteError[];
}

/** A part of the batch that is to be sent, and what made it one. */
interface Task {
  readonly part: Batch;
  /** The response that started the search for rejected lines in this part. */
  readonly search: ResponseClass | undefined;
}

/**
 * Sends a batch until every line is stored or has a reason why not: in one request if all goes well, in parts if it is
 * too large, without the lines that hinder the others, and in ever smaller parts where only that shows which these
 * are. Never rejects.
 */
export async function deliverBatch(
  out: Outgoing,
  sender: Sender,
  attempts: AttemptLog,
  signal: AbortSignal,
): Promise<Delivered> {
  let first: SendResult | undefined = await sender.send(out, out.batch.precision, attempts, signal);
  const { batch } = out;
  /** Reasons by the positions of the lines. */
  const rejected = new Map<number, string>();
  const errors: WriteError[] = [];
  let firstResponse: ResponseClass | undefined;
  let searches = 0;
  const total = batch.lines.lines;
  let failed = 0;

  const facts = ({ position, lines }: Batch): BatchFacts => ({
    position,
    lineProtocol: lines.bytes,
    lines: lines.lines,
    attempts: attempts.requests,
  });
  const fail = (error: WriteError): void => {
    errors.push(error);
    failed += error.lines;
  };
  const reject = (position: number, reason: string, response: ResponseClass): void => {
    firstResponse ??= response;
    rejected.set(position, reason);
  };

  // The part that is sent next is the last; parts are put back in reverse, so that lines go out in their order.
  const tasks: Task[] = [{ part: batch, search: undefined }];
  for (let task = tasks.pop(); task; task = tasks.pop()) {
    const { part, search } = task;
    const { bytes, lines } = part.lines;
    if (search && ++searches > SEARCH_LIMIT) {
      const reason = `${excerpt(search.message, 500)} (after ${SEARCH_LIMIT} more requests it is not known which of these lines that is about)`;
      for (const position of positionsOf(part)) reject(position, reason, search);
      continue;
    }
    const source: SendSource = { body: () => bytes, budgets: [new RetryBudget()] };
    const result: SendResult = first ?? (await sender.send(source, batch.precision, attempts, signal));
    first = undefined;

    if (result.kind === 'aborted') {
      const rest = restOf(batch, [task, ...tasks]);
      const when = result.underWay
        ? 'while a request was under way: its lines may be stored all the same'
        : result.lastFailure
          ? 'before it was sent again'
          : 'before it was sent';
      fail(
        signal.reason === ('dropped' satisfies AbortReason)
          ? new DroppedError(`${count(rest.lines.lines)} dropped ${when}: memory is full`, facts(rest))
          : new DeliveryError(
              `${count(rest.lines.lines)} given up ${when}: the writer was closed${result.lastFailure ? `; the last attempt failed: ${result.lastFailure.reason}` : ''}`,
              facts(rest),
              result.lastFailure?.cause,
            ),
      );
      break;
    }
    if (result.kind === 'failed') {
      fail(notDelivered(facts(part), result.reason, result.cause));
      continue;
    }
    const { response } = result;
    if (response.kind === 'too-large') {
      if (lines === 1) {
        const reason =
          response.status === 413
            ? `413: the line takes ${bytes.length} bytes, more than the server accepts`
            : excerpt(response.message);
        reject(part.position, reason, response);
      } else {
        // a single line may be too large for any server: it says nothing about batches
        if (response.status === 413) attempts.noteTooLarge(bytes.length);
        const [upper, lower] = halves(part);
        tasks.push({ part: lower, search }, { part: upper, search });
      }
      continue;
    }
    if (response.kind === 'stored') continue;
    if (response.kind !== 'lines') {
      fail(new RejectedError(response, facts(part)));
      continue;
    }

    const rejection = findRejectedLines(response, part);
    for (const [place, reason] of rejection.lines) reject(positionOf(part, place), reason, response);
    if (rejection.othersStored || rejection.lines.size === lines) continue;
    if (rejection.lines.size > 0) {
      // Each round has fewer lines, but a server that lists one line at a time could go on for as many rounds as lines.
      tasks.push({
        part: pick(part, (place) => !rejection.lines.has(place)),
        search: response,
      });
      continue;
    }
    const [upper, lower] = splitByTypeConflict(response.message, part) ?? halves(part);
    tasks.push({ part: lower, search: response }, { part: upper, search: response });
  }

  const written = total - failed - rejected.size;
  if (rejected.size > 0 && firstResponse) {
    errors.push(new PartialWriteError(firstResponse, rejectedLines(batch, rejected), written));
  }
  return { written, errors };
}

/** The error of lines that nothing more is tried for. */
export function notDelivered(facts: BatchFacts, reason: string, cause: unknown): DeliveryError {
  const requests = `${facts.attempts} ${facts.attempts === 1 ? 'request' : 'requests'}`;
  return new DeliveryError(`${count(facts.lines)} not delivered after ${requests}: ${reason}`, facts, cause);
}

function rejectedLines(batch: Batch, rejected: ReadonlyMap<number, string>): RejectedLine[] {
  return positionsOf(batch).flatMap((position, place) => {
    const reason = rejected.get(position);
    return reason === undefined ? [] : { line: place + 1, position, text: batch.lines.text(place), reason };
  });
}

/** All that is yet to be sent, in the order of the batch. */
function restOf(batch: Batch, tasks: readonly Task[]): Batch {
  const left = new Set(tasks.flatMap(({ part }) => positionsOf(part)));
  if (left.size === batch.lines.lines) return batch;
  return pick(batch, (place) => left.has(positionOf(batch, place)));
}
