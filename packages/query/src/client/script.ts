import { type ApiClient, type CallOptions, call } from '@influxkit/runtime';
import type { DecodeStreamOptions } from '../csv/decode.js';
import { type FluxAnswer, fluxAnswer } from './answer.js';
import { orFluxError } from './errors.js';
import { runScript } from './operations.js';
import { jsonParams } from './params.js';
import { callOptions } from './query.js';

/** Options of an invocation. `datatypes` names the types of columns where the script's answer has no annotations. */
export interface InvokeScriptOptions extends DecodeStreamOptions, CallOptions {
  /** Whether to ask for a compressed answer. Default: what the platform does. */
  readonly gzip?: boolean | undefined;
}

/**
 * Invokes a stored script (InfluxDB Cloud) and decodes what it returns. Nothing is sent before the answer is asked for,
 * and each use of the result invokes the script anew.
 *
 * @throws TypeError or RangeError for a wrong option.
 */
export const invokeScript = (
  api: ApiClient,
  scriptID: string,
  params: Readonly<Record<string, unknown>> = {},
  options: InvokeScriptOptions = {},
): FluxAnswer => {
  const body = { params: jsonParams(params) };
  return fluxAnswer(
    () => orFluxError(call(api, runScript, scriptID, body, callOptions(options)).withResponse()),
    options,
  );
};
