import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { cachedCredential, type Expiring } from '../src/cached-credential.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: 1e12 }));
afterEach(() => vi.useRealTimers());

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

type Step =
  | { does: 'get' }
  | { does: 'respond'; lifetime: number }
  | { does: 'fail' }
  | { does: 'drop'; which: number }
  | { does: 'wait'; ms: number }
  | { does: 'take' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Step>({ does: 'get' }) },
  { weight: 3, arbitrary: fc.integer({ min: -10, max: 200 }).map((lifetime): Step => ({ does: 'respond', lifetime })) },
  fc.constant<Step>({ does: 'fail' }),
  fc.nat(9).map((which): Step => ({ does: 'drop', which })),
  fc.nat(100).map((ms): Step => ({ does: 'wait', ms })),
  fc.constant<Step>({ does: 'take' }),
);

test('whatever happens in whatever order, one is asked at a time and nobody gets what is over, dropped or taken', async () => {
  const skew = 20;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async (steps) => {
      const kept = cachedCredential<number>(skew);
      let asked = 0;
      let open: { resolve: (expiring: Expiring<number>) => void; reject: (error: Error) => void } | undefined;
      // What the model holds for good, from when it may not be given any more.
      let held: { expiring: Expiring<number>; until: number } | undefined;
      // Whether the response that is awaited is still wanted.
      let wanted = false;
      const given: Expiring<number>[] = [];
      const ask = () => {
        asked++;
        expect(open).toBeUndefined();
        return new Promise<Expiring<number>>((resolve, reject) => {
          open = { resolve, reject };
        });
      };
      for (const each of steps) {
        if (each.does === 'wait') vi.setSystemTime(Date.now() + each.ms);
        else if (each.does === 'get') {
          // Another may be asked while the response to what was taken is on its way: it is not waited for.
          if (open && !wanted) continue;
          const good = held && Date.now() < held.until ? held.expiring : undefined;
          const before = asked;
          let got: Expiring<number> | undefined;
          kept.get(ask).then(
            (expiring) => {
              got = expiring;
              given.push(expiring);
            },
            () => {},
          );
          const pending = open !== undefined;
          await settled();
          expect(got).toBe(good);
          expect(asked - before).toBe(good || pending ? 0 : 1);
          if (!good) wanted = true;
        } else if (each.does === 'respond' && open) {
          const expiring = { value: asked, expiresAt: Date.now() + each.lifetime };
          const { resolve } = open;
          open = undefined;
          resolve(expiring);
          await settled();
          const until = expiring.expiresAt - Math.min(skew, Math.max(0, each.lifetime) / 2);
          if (wanted) held = { expiring, until };
          wanted = false;
        } else if (each.does === 'fail' && open) {
          const { reject } = open;
          open = undefined;
          reject(new Error('x'));
          await settled();
          wanted = false;
        } else if (each.does === 'drop') {
          const old = given[each.which];
          if (!old) continue;
          kept.invalidate(old);
          if (held?.expiring === old) held = undefined;
        } else if (each.does === 'take') {
          const had = held?.expiring;
          let got: unknown = 'nothing yet';
          kept.clear().then(
            (expiring) => {
              got = expiring;
            },
            () => {},
          );
          await settled();
          if (!open || !wanted) expect(got).toBe(had);
          held = undefined;
          wanted = false;
        }
      }
    }),
    { numRuns: 300 },
  );
});
