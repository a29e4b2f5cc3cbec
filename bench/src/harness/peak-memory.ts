import { readFileSync } from 'node:fs';

/**
 * Peak of this process's resident memory, in bytes. What `resourceUsage` tells on Linux begins with the peak of the
 * process that started this one, so there the kernel's own note of it is read.
 */
export function peakBytes(): number {
  try {
    const match = /VmHWM:\s*(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'));
    if (match) return Number(match[1]) * 1024;
  } catch {
    // not Linux
  }
  return process.resourceUsage().maxRSS * 1024;
}
