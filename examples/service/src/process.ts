import { monitorEventLoopDelay } from 'node:perf_hooks';
import { defineMeasurement, type Writer } from '@influxkit/influxdb';

const processes = defineMeasurement('process', {
  fields: { heap: 'int', rss: 'int', cpu: 'float', loop_delay: 'float' },
});

/** Writes what the process takes, every `interval` milliseconds until it is stopped and once more then. */
export function sampleProcess(writer: Writer, interval: number): { stop(): void } {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  let cpu = process.cpuUsage();
  let since = performance.now();

  const sample = (): void => {
    const { heapUsed, rss } = process.memoryUsage();
    const { user, system } = process.cpuUsage(cpu);
    const elapsed = performance.now() - since;
    cpu = process.cpuUsage();
    since = performance.now();
    writer.write(processes, {
      heap: heapUsed,
      rss,
      // Of one core, over the interval.
      cpu: (user + system) / 1000 / elapsed,
      // Milliseconds; there is none before the first tick.
      loop_delay: Number.isFinite(delay.mean) ? delay.mean / 1e6 : 0,
      time: new Date(),
    });
    delay.reset();
  };

  const timer = setInterval(sample, interval);
  return {
    stop: () => {
      clearInterval(timer);
      sample();
      delay.disable();
    },
  };
}
