import { attachCaller } from '@influxkit/internal/call-site';
import { CallError } from '../errors.js';
import type { AwaitCall } from '../operation.js';
import type { Failure } from '../result.js';

/**
 * An error of ours gets the stack of the functions that wait. That takes an async function for each way to wait, for only
 * so the engine knows who does: see `attachCaller`.
 */
export const awaitCall: AwaitCall = async (promise, take) => {
  try {
    const value = take(await promise);
    if (isFailure(value)) attachCaller(value.error);
    return value;
  } catch (error) {
    // What is not ours, such as a reason to abort, is not touched.
    if (error instanceof CallError) attachCaller(error);
    throw error;
  }
};

/** Whether it is what `result()` gives for a response of failure. */
const isFailure = (value: unknown): value is Failure => (value as Failure | undefined)?.error instanceof CallError;
