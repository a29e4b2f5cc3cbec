import type { Verdict } from './answer.js';
import type { Cost, Ending, Sender } from './attempts.js';
import { type Batch, halves, indexAt, lineCount, type Parcel, parcelBytes, positionOf, without } from './batch.js';
import {
  type BatchFacts,
  count,
  DroppedError,
  PartialWriteError,
  RefusedError,
  type RejectedLine,
  UndeliveredError,
  type WriteError,
} from './errors.js';
import { excerpt } from './excerpt.js';
import { findRejected } from './rejected-lines.js';
import { conflictSides } from './type-conflict.js';

/**
 * How many further requests are made to find the rejected lines of one batch where the server only counts them. Halving
 * finds one among 5,000 in 26; what is not found within the limit is reported as a whole, stored or not.
 */
const SEARCH_LIMIT = 200;

/** Why a delivery is aborted: what becomes of its lines. */
export type AbortReason = 'dropped' | 'closed';

/** How a batch ended. `written` and the lines of `errors` add up to the lines of the batch. */
export interface Delivered {
  readonly written: number;
  readonly errors: readonly WriteError[];
}

/** A part of the batch that is to be sent, and what made it one. */
interface Task {
  readonly parcel: Parcel;
  /** The answer that started the search for rejected lines in this part. */
  readonly search: Verdict | undefined;
}

/**
 * Sends a batch until every line is stored or has a reason why not: in one request if all goes well, in parts if it is
 * too large, without the lines that hinder the others, and in ever smaller parts where only that tells which these are.
 * Never rejects.
 */
export async function deliver(batch: Batch, sender: Sender, cost: Cost, signal: AbortSignal): Promise<Delivered> {
  const rejected = new Map<number, string>();
  const errors: WriteError[] = [];
  let firstAnswer: Verdict | undefined;
  let searches = 0;
  const total = batch.lines.lines;
  let failed = 0;

  const facts = (parcel: Parcel): BatchFacts => ({
    position: positionOf(batch, indexAt(parcel, 0)),
    lineProtocol: parcelBytes(parcel),
    lines: lineCount(parcel),
    attempts: cost.attempts,
  });
  const fail = (error: WriteError): void => {
    errors.push(error);
    failed += error.lines;
  };
  const reject = (parcel: Parcel, place: number, reason: string, answer: Verdict): void => {
    firstAnswer ??= answer;
    rejected.set(indexAt(parcel, place), reason);
  };
  const rejectAll = (parcel: Parcel, reason: string, answer: Verdict): void => {
    for (let place = 0; place < lineCount(parcel); place++) reject(parcel, place, reason, answer);
  };

  // The part that is sent next is the last; parts are put back in reverse, so that lines go out in their order.
  const tasks: Task[] = [{ parcel: { batch, indices: undefined }, search: undefined }];
  for (let task = tasks.pop(); task; task = tasks.pop()) {
    const { parcel, search } = task;
    if (search && ++searches > SEARCH_LIMIT) {
      rejectAll(
        parcel,
        `${excerpt(search.said, 500)} (the server does not say which line it is about, and too many are rejected to find it out)`,
        search,
      );
      continue;
    }
    const body = parcelBytes(parcel);
    const ending: Ending = await sender.send(body, batch.precision, cost, signal);

    if (ending.kind === 'aborted') {
      const rest = joined(batch, [task, ...tasks]);
      const why = ending.underWay
        ? 'while a request was under way: its lines may be stored all the same'
        : 'before it was sent';
      fail(
        signal.reason === ('dropped' satisfies AbortReason)
          ? new DroppedError(`${count(lineCount(rest))} dropped ${why}: memory is full`, facts(rest))
          : new UndeliveredError(`${count(lineCount(rest))} given up ${why}: the writer was closed`, facts(rest)),
      );
      break;
    }
    if (ending.kind === 'gave-up') {
      const known = facts(parcel);
      fail(
        new UndeliveredError(
          `${count(known.lines)} not delivered after ${cost.attempts} ${cost.attempts === 1 ? 'request' : 'requests'}: ${ending.why}`,
          known,
          ending.cause,
        ),
      );
      continue;
    }
    if (ending.kind === 'answer-too-large' || ending.verdict.kind === 'too-large') {
      const answer: Verdict =
        ending.kind === 'answered'
          ? ending.verdict
          : {
              kind: 'lines',
              status: 0,
              code: undefined,
              requestId: undefined,
              said: 'the answer is too large to read',
              json: undefined,
            };
      if (lineCount(parcel) === 1) {
        reject(
          parcel,
          0,
          answer.status === 413
            ? `413: the line takes ${body.length} bytes, more than the server accepts`
            : excerpt(answer.said),
          answer,
        );
      } else {
        const [first, second] = halves(parcel);
        tasks.push({ parcel: second, search }, { parcel: first, search });
      }
      continue;
    }
    const { verdict } = ending;
    if (verdict.kind === 'stored') continue;
    if (verdict.kind !== 'lines') {
      fail(new RefusedError(verdict, facts(parcel)));
      continue;
    }

    const blame = findRejected(verdict, parcel);
    for (const [place, reason] of blame.rejected) reject(parcel, place, reason, verdict);
    if (blame.othersStored || blame.rejected.size === lineCount(parcel)) continue;
    if (blame.rejected.size > 0) {
      // Each round has fewer lines, but a listing of one line an answer could go on for as many rounds as lines.
      tasks.push({ parcel: without(parcel, blame.rejected), search: verdict });
      continue;
    }
    const [first, second] = conflictSides(verdict.said, parcel) ?? halves(parcel);
    tasks.push({ parcel: second, search: verdict }, { parcel: first, search: verdict });
  }

  const written = total - failed - rejected.size;
  if (rejected.size > 0 && firstAnswer)
    errors.push(new PartialWriteError(firstAnswer, listOf(batch, rejected), written));
  return { written, errors };
}

function listOf(batch: Batch, rejected: ReadonlyMap<number, string>): RejectedLine[] {
  return [...rejected]
    .sort(([a], [b]) => a - b)
    .map(([line, reason]) => ({
      line: line + 1,
      position: positionOf(batch, line),
      text: batch.lines.text(line),
      reason,
    }));
}

/** All that is yet to be sent, in the order of the batch. */
function joined(batch: Batch, tasks: readonly Task[]): Parcel {
  const indices: number[] = [];
  for (const { parcel } of tasks) {
    if (!parcel.indices) return parcel;
    indices.push(...parcel.indices);
  }
  return { batch, indices: indices.sort((a, b) => a - b) };
}
