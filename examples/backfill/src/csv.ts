import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';

/** The records of a CSV file, one at a time: memory does not grow with the file. */
export async function* records(path: string): AsyncGenerator<readonly string[]> {
  const lines = createInterface({ input: createReadStream(path, { highWaterMark: 1 << 20 }), crlfDelay: Infinity });
  let isHead = true;
  for await (const line of lines) {
    if (!isHead && line !== '') yield line.split(',');
    isHead = false;
  }
}

/** How many records a file has, its head left out: counted in its bytes, in a moment. */
export async function countRecords(path: string): Promise<number> {
  const file = await open(path);
  let count = -1;
  try {
    const buffer = new Uint8Array(1 << 20);
    for (;;) {
      const { bytesRead } = await file.read(buffer);
      if (bytesRead === 0) return count;
      for (let at = buffer.indexOf(10); at !== -1 && at < bytesRead; at = buffer.indexOf(10, at + 1)) count++;
    }
  } finally {
    await file.close();
  }
}
