import { BatchError, type InvalidLineError, PartialWriteError, type WriteError } from '@influxkit/write';

/** The numbers of the points that an error is about. */
export function numbersOf(error: WriteError, start: number): number[] {
  const last = (line: string): number => Number(line.slice(line.lastIndexOf(' ') + 1)) - start;
  if (error instanceof PartialWriteError) return error.rejected.map(({ text }) => last(text));
  if (error instanceof BatchError) {
    return new TextDecoder().decode(error.lineProtocol).split('\n').slice(0, -1).map(last);
  }
  return [(error as InvalidLineError).position - 1];
}
