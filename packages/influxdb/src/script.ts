import { type FluxResponse, type InvokeScriptOptions, invokeScript } from '@influxkit/query';
import { type CommonApi, InfluxDBBase } from './client.js';

/** What the clients of products with invokable scripts have in common. */
export class InfluxDBWithScripts<Api extends CommonApi> extends InfluxDBBase<Api> {
  /**
   * Invokes a stored script and decodes what it returns. Nothing is sent before the answer is asked for:
   * `for await (const row of influx.invokeScript(id, { days: 7 }).rows())`.
   */
  invokeScript(
    scriptID: string,
    params?: Readonly<Record<string, unknown>>,
    options?: InvokeScriptOptions,
  ): FluxResponse {
    return invokeScript(this.api, scriptID, params, options);
  }
}
