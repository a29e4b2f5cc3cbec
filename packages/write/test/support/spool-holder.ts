import { openSpool } from '../../src/spool.js';

/*
 * Opens a spool with a server that is down, writes so many lines, says on stdout what was acknowledged, and waits to be
 * killed.
 */
const [dir = '', lines = '0'] = process.argv.slice(2);
const down = {
  request: () => Promise.reject(Object.assign(new Error('refused'), { name: 'ConnectionError' })),
};
try {
  const spool = await openSpool(down as never, { bucket: 'b', dir, onError: () => {}, onRetry: () => {} });
  console.log(`recovered ${spool.recovered.lines} ${spool.recovered.lostLines}`);
  for (let n = 0; n < Number(lines); n++) {
    await spool.write(`m n=${n}i ${n + 1}`);
    console.log(`safe ${n + 1}`);
  }
  console.log('done');
  setInterval(() => {}, 1000);
} catch (error) {
  console.log(`error ${(error as Error).name}`);
}
