import { type Contract, freePort } from '@influxkit/test-tools';
import { createLogger } from '@stoplight/prism-core';
import { getHttpOperationsFromSpec } from '@stoplight/prism-http';
import { createServer } from '@stoplight/prism-http-server';
import { prismDocument } from './prism-document.js';

/** A Prism that mocks a contract, within this process. */
export interface Prism extends AsyncDisposable {
  /** Base URL without a slash at its end. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts Prism as `prism mock --errors` does: a request or a response that does not fit the contract is an error. */
export async function startPrism(contract: Contract): Promise<Prism> {
  const operations = await getHttpOperationsFromSpec(prismDocument(contract.root));
  const server = createServer(operations, {
    cors: false,
    config: {
      isProxy: false,
      checkSecurity: true,
      validateRequest: true,
      validateResponse: true,
      errors: true,
      upstreamProxy: undefined,
      mock: { dynamic: false },
    },
    components: { logger: createLogger('prism', { enabled: false }) },
  });
  const url = await server.listen(await freePort(), '127.0.0.1');
  const stop = (): Promise<void> => server.close();
  return { url, stop, [Symbol.asyncDispose]: stop };
}
