// Loaded into every process of a measured command: when one ends, it notes what it took.
const { appendFileSync, readFileSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');

/** Peak of resident memory. What `resourceUsage` tells on Linux begins with the peak of the process that started this one. */
function peakBytes() {
  try {
    const match = /VmHWM:\s*(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'));
    if (match) return Number(match[1]) * 1024;
  } catch {
    // not Linux
  }
  return process.resourceUsage().maxRSS * 1024;
}

const file = process.env.BENCH_RECORD;
if (isMainThread && file) {
  process.on('exit', () => {
    const { user, system } = process.cpuUsage();
    appendFileSync(file, `${JSON.stringify({ cpuSeconds: (user + system) / 1e6, peakBytes: peakBytes() })}\n`);
  });
}
