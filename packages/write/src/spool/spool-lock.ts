import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, readdir, readFile, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { SpoolLockedError } from './spool-errors.js';

/*
 * Files `lock.1`, `lock.2`, …: the one with the highest number tells who holds the folder, or that nobody does. To take
 * over, a process makes the next number, which only one can; the file appears with its content, by a link. The highest
 * file is never removed, so no number is given twice while somebody may still look at an older one.
 */

/** How often a holder shows that it lives, and after how long processes on other machines take it for dead. */
const HEARTBEAT = 10_000;
const DEAD_AFTER = 60_000;

interface Owner {
  readonly pid: number;
  readonly host: string;
  /** When the process began, so that another one with the same id is not taken for it. */
  readonly started: string;
  /** Which lock of that process. */
  readonly id: string;
  readonly released: boolean;
}

const UNKNOWN = 'unknown';

/** Locks that this process holds. */
const held: Set<string> = /* @__PURE__ */ new Set();

export class SpoolLock {
  readonly #dir: string;
  readonly #number: number;
  readonly #owner: Owner;
  readonly #heartbeat: ReturnType<typeof setInterval>;

  private constructor(dir: string, number: number, owner: Owner) {
    this.#dir = dir;
    this.#number = number;
    this.#owner = owner;
    this.#heartbeat = setInterval(() => {
      const now = new Date();
      utimes(this.#file, now, now).catch(() => {});
    }, HEARTBEAT);
    this.#heartbeat.unref();
  }

  get #file(): string {
    return join(this.#dir, `lock.${this.#number}`);
  }

  /** @throws SpoolLockedError when somebody who lives holds it */
  static async acquire(dir: string): Promise<SpoolLock> {
    const owner: Owner = {
      pid: process.pid,
      host: hostname(),
      started: startOf(process.pid),
      id: randomBytes(8).toString('hex'),
      released: false,
    };
    for (;;) {
      const highest = Math.max(0, ...(await numbers(dir)));
      if (highest > 0) await checkFree(dir, highest);
      const number = highest + 1;
      if (!(await createWhole(dir, number, owner))) continue;
      // Between our look and our file others may have come and gone, and taken away what we looked at.
      if ((await numbers(dir)).some((other) => other > number)) {
        await unlink(join(dir, `lock.${number}`)).catch(() => {});
        continue;
      }
      held.add(owner.id);
      for (const older of await numbers(dir)) {
        if (older < number) await unlink(join(dir, `lock.${older}`)).catch(() => {});
      }
      return new SpoolLock(dir, number, owner);
    }
  }

  async release(): Promise<void> {
    clearInterval(this.#heartbeat);
    held.delete(this.#owner.id);
    await writeFile(this.#file, JSON.stringify({ ...this.#owner, released: true })).catch(() => {});
  }
}

async function numbers(dir: string): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir(dir)) {
    const match = /^lock\.(\d+)$/.exec(name);
    if (match) found.push(Number(match[1]));
  }
  return found;
}

/** False when the file exists. */
async function createWhole(dir: string, number: number, owner: Owner): Promise<boolean> {
  const file = join(dir, `lock.${number}`);
  const draft = join(dir, `draft.${owner.id}`);
  const content = JSON.stringify(owner);
  try {
    await writeFile(draft, content, { mode: 0o600 });
    try {
      await link(draft, file);
    } finally {
      await unlink(draft).catch(() => {});
    }
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    // file systems without links
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS' && code !== 'EOPNOTSUPP') throw error;
  }
  try {
    await writeFile(file, content, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function checkFree(dir: string, number: number): Promise<void> {
  const file = join(dir, `lock.${number}`);
  let text: string;
  let age: number;
  try {
    text = await readFile(file, 'utf8');
    age = Date.now() - (await stat(file)).mtimeMs;
  } catch (error) {
    // taken over by another, who then holds a higher one: the next round sees it
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  let owner: Partial<Owner>;
  try {
    owner = JSON.parse(text) as Partial<Owner>;
  } catch {
    // an incomplete file: somebody is writing it, or died in the middle
    if (age < DEAD_AFTER) throw new SpoolLockedError(dir, undefined, undefined);
    return;
  }
  if (owner.released || !isAlive(owner, age)) return;
  throw new SpoolLockedError(dir, owner.pid, owner.host);
}

function isAlive(owner: Partial<Owner>, age: number): boolean {
  if (owner.host !== hostname() || owner.pid === undefined) return age < DEAD_AFTER;
  if (owner.pid === process.pid && owner.started === startOf(process.pid)) {
    // This process, perhaps by another copy of this module: only a heartbeat tells.
    return (owner.id !== undefined && held.has(owner.id)) || age < DEAD_AFTER;
  }
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const started = startOf(owner.pid);
  return started === owner.started && (started !== UNKNOWN || age < DEAD_AFTER);
}

/**
 * When a process began, in a form that only compares. Linux tells, in ticks since the machine's start; elsewhere it is
 * known of this process alone, and another one with the id of a dead holder counts as the holder, until a heartbeat is missed.
 */
function startOf(pid: number): string {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    // the name, in brackets, may hold spaces; the start is the 20th field after it
    const [, ...fields] = text.slice(text.lastIndexOf(')')).split(' ');
    return `${boot}:${fields[19]}`;
  } catch {
    return UNKNOWN;
  }
}
