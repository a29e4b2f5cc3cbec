// npm run release:dry [-- --serve]: a release as it would be, checked as CI would, and a second one after a change of contract;
// published to a registry on loopback and thrown away.
import { installLines } from './registry/registry.mjs';
import { dryRelease } from './release.mjs';
import { historyProblem, table } from './run.mjs';

const options = process.argv.slice(2);
const unknown = options.filter((option) => option !== '--serve');
if (unknown.length > 0) {
  console.error(`release:dry does not know ${unknown.join(' ')}. It takes: --serve (keep the registry until Ctrl+C).`);
  process.exit(2);
}

const problem = historyProblem();
if (problem !== undefined) {
  console.error(problem);
  process.exit(1);
}

// An exit removes what is half done.
let stopped = () => process.exit(130);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stopped());

const start = performance.now();
const log = (line) => console.log(`${((performance.now() - start) / 1000).toFixed(1).padStart(6)} s  ${line}`);
const serve = options.includes('--serve');
/** How to install what is published: as soon as it is, for whoever does not want to wait for the checks. */
const sayHowToInstall = (url) => {
  console.log(`\nThe registry is ${url}, until Ctrl+C. In a folder with a package.json:`);
  for (const [manager, lines] of Object.entries(installLines(url, '@influxkit/influxdb')))
    console.log(`\n  ${manager}:\n${lines.map((line) => `    ${line}`).join('\n')}`);
  console.log(`\nThe tests of consumers: INFLUXKIT_REGISTRY=${url} npm run test:consumers\n`);
};
const release = await dryRelease({ log, rehearse: true, ...(serve && { published: sayHowToInstall }) });
log('published');

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
const rows = release.packages.map(({ name, before, version, size, unpackedSize, files, problems }) => [
  name,
  before === version ? version : `${before} → ${version}`,
  kilobytes(size),
  kilobytes(unpackedSize),
  files.length,
  problems.length === 0 ? 'good' : `${problems.length} problems`,
]);
console.log(`\n${table([['package', 'version', 'tarball', 'unpacked', 'files', 'checks'], ...rows])}`);
for (const { name, problems } of release.packages) {
  for (const problem of problems) console.error(`${name}: ${problem}`);
}
const wrong = release.packages.some(({ problems }) => problems.length > 0);

if (serve) {
  console.log(`\nThe registry is ${release.url} still, until Ctrl+C.`);
  await new Promise((resolve) => {
    stopped = resolve;
  });
}
await release.stop();
process.exit(wrong ? 1 : 0);
