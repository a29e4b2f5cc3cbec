import { unitTests } from '../../vitest.shared.ts';
import { trimOpenapiFetch } from './build/trim-openapi-fetch.ts';

// The tests run what is shipped: openapi-fetch without what `src/http.ts` never lets it call.
export default {
  ...unitTests({ server: { deps: { inline: ['openapi-fetch'] } } }),
  plugins: [trimOpenapiFetch()],
};
