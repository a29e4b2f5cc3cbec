import type { Progress } from '@influxkit/influxdb';

/** `██████░░░░  61 %  610,000 of 1,000,000  98,400/s  4 s left` */
export function line({ written, notStored, rate, total = 0, remaining }: Progress): string {
  const share = total > 0 ? Math.min(1, (written + notStored) / total) : 0;
  const bar = '█'.repeat(Math.round(share * 24)).padEnd(24, '░');
  const left = remaining === undefined ? '' : `  ${Math.ceil(remaining / 1000)} s left`;
  const count = (value: number): string => Math.round(value).toLocaleString('en-US');
  return `${bar} ${Math.floor(share * 100)} %  ${count(written)} of ${count(total)}  ${count(rate)}/s${left}`;
}

/** Shows progress: over itself in a terminal, in a line every second elsewhere. */
export function show(stream: NodeJS.WriteStream = process.stderr): (progress: Progress) => void {
  let shown = 0;
  let isOver = false;
  return (progress) => {
    const isLast = progress.written + progress.notStored === progress.total;
    if (isOver) return;
    isOver = isLast;
    if (!isLast && Date.now() - shown < (stream.isTTY ? 100 : 1000)) return;
    shown = Date.now();
    stream.write(stream.isTTY ? `\r\x1b[K${line(progress)}${isLast ? '\n' : ''}` : `${line(progress)}\n`);
  };
}
