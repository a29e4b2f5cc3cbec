import { existsSync } from 'node:fs';

/** Where Debian and others install it. */
const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium'];

/**
 * The path of a Chromium, from the variable `CHROMIUM` or as a system installs it. Undefined where there is none; with
 * `INFLUXKIT_REQUIRE_SERVERS=1`, as in CI, that is an error, so that nothing is skipped unseen.
 */
export function findChromium(): string | undefined {
  const given = process.env['CHROMIUM'];
  if (given && !existsSync(given)) throw new Error(`CHROMIUM is ${given}, and no such file is there.`);
  const found = given || places.find((place) => existsSync(place));
  if (found) return found;
  const missing = 'There is no Chromium on this machine (Debian: apt-get install chromium; elsewhere set CHROMIUM)';
  if (process.env['INFLUXKIT_REQUIRE_SERVERS'] === '1') {
    throw new Error(`${missing}, and INFLUXKIT_REQUIRE_SERVERS=1 wants it.`);
  }
  console.warn(`${missing}: its tests are skipped.`);
  return undefined;
}

/** How a Chromium is started, wherever a test does so. A busy machine takes its time over it. */
export const launchOptions = (executablePath: string | undefined) => ({
  executablePath: executablePath ?? '',
  args: ['--no-sandbox'],
  timeout: 300_000,
});
