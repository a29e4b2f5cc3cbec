import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  access,
  type FileHandle,
  link,
  open,
  readdir,
  readFile,
  rename,
  stat,
  symlink,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDiskFull, SpoolError, SpoolLockedError } from './spool-errors.js';

/*
 * Files `lock.1`, `lock.2`, …: the one with the highest number names who holds the folder. To take over, a process
 * makes the next number, which only one can; the file appears with its content, by a link. A holder that leaves renames
 * its file to `free.N`. The highest file is never removed, so no number is given twice while somebody may still look at
 * an older one; all older ones are.
 *
 * Whether the holder lives is shown by a UNIX socket in the folder (a named pipe on Windows) that it listens on: a
 * connection succeeds while it does, and is refused after its end, however it came, and whatever namespaces of
 * processes the two are in. Holders on another machine cannot be asked that way, nor those whose file system has no
 * sockets: they show that they live by writing to their lock every so often. Its age is measured by the clock of the
 * file system.
 */

/** How often a holder shows that it lives, and after how long processes on other machines take it for dead. */
const HEARTBEAT = 10_000;
const DEAD_AFTER = 60_000;

/** Bytes of a path that every system takes for a socket. */
const LONGEST_SOCKET_PATH = 100;

interface Owner {
  readonly id: string;
  /** For a message; nothing rests on them. */
  readonly pid: number;
  readonly host: string;
  /** Which start of which machine: sockets of another one refuse, though their owner lives. */
  readonly boot: string;
  /** Whether it listens on a socket. */
  readonly socket: boolean;
}

/** Why a lock is not held any more. */
export type LockLoss = { readonly isFolderGone: boolean; readonly error: SpoolError };

export class SpoolLock {
  readonly #dir: string;
  readonly #number: number;
  readonly #owner: Owner;
  readonly #server: Server | undefined;
  readonly #heartbeat: ReturnType<typeof setInterval>;
  #lost: LockLoss | undefined;
  #listener: ((loss: LockLoss) => void) | undefined;

  private constructor(dir: string, number: number, owner: Owner, server: Server | undefined) {
    this.#dir = dir;
    this.#number = number;
    this.#owner = owner;
    this.#server = server;
    this.#heartbeat = setInterval(() => void this.#beat(), HEARTBEAT);
    this.#heartbeat.unref();
  }

  get #file(): string {
    return join(this.#dir, `lock.${this.#number}`);
  }

  /** @throws SpoolLockedError when somebody who lives holds it */
  static async acquire(dir: string): Promise<SpoolLock> {
    const id = randomBytes(8).toString('hex');
    const server = await listen(dir, id);
    try {
      const owner: Owner = { id, pid: process.pid, host: hostname(), boot: bootId(), socket: server !== undefined };
      for (;;) {
        const { highest, isFree } = await look(dir);
        if (highest > 0 && !isFree) await checkDead(dir, highest, id);
        const number = highest + 1;
        if (!(await createWhole(dir, number, owner))) continue;
        // Between our look and our file others may have come and gone, and taken away what we looked at.
        if ((await look(dir)).highest > number) {
          await unlink(join(dir, `lock.${number}`)).catch(() => {});
          continue;
        }
        await removeOlder(dir, number, id);
        return new SpoolLock(dir, number, owner, server);
      }
    } catch (error) {
      server?.close();
      await unlink(join(dir, `${id}.sock`)).catch(() => {});
      throw error;
    }
  }

  /** Has a listener called, once, when the lock turns out to be gone. */
  onLost(listener: (loss: LockLoss) => void): void {
    this.#listener = listener;
  }

  /** Looks whether it is still held. What was on disk before is found by whoever takes it. @throws SpoolError when it is not */
  async check(): Promise<void> {
    if (this.#lost) throw this.#lost.error;
    const [own, next] = await Promise.all([exists(this.#file), exists(join(this.#dir, `lock.${this.#number + 1}`))]);
    if (own && !next) return;
    const isFolderGone = !(await exists(this.#dir)) || (!own && (await look(this.#dir)).highest < this.#number);
    const why = isFolderGone
      ? 'it was removed, or its files were'
      : 'another process has taken it over, for this one seemed dead';
    const error = new SpoolError(`the spool ${this.#dir} is not ours any more: ${why}; nothing more is accepted`);
    // two looks at the same time may both see it
    const known = this.#lost as LockLoss | undefined;
    if (known) throw known.error;
    this.#lost = { isFolderGone, error };
    this.#listener?.(this.#lost);
    throw error;
  }

  async release(): Promise<void> {
    clearInterval(this.#heartbeat);
    await new Promise<void>((resolve) => {
      if (this.#server) this.#server.close(() => resolve());
      else resolve();
    });
    if (!this.#lost) await rename(this.#file, join(this.#dir, `free.${this.#number}`)).catch(() => {});
  }

  /** Writes the lock again, so that the file system notes when. */
  async #beat(): Promise<void> {
    let handle: FileHandle | undefined;
    try {
      await this.check();
      handle = await open(this.#file, 'r+');
      await handle.write(JSON.stringify(this.#owner), 0);
    } catch {
      // a loss is reported by the check, anything else by what is written next
    } finally {
      await handle?.close().catch(() => {});
    }
  }
}

/** Who holds a folder, for a person; undefined where nobody does. */
export async function lockOwner(
  dir: string,
): Promise<{ pid: number | undefined; host: string | undefined } | undefined> {
  const { highest, isFree } = await look(dir);
  if (highest === 0 || isFree) return undefined;
  try {
    await checkDead(dir, highest, '');
    return undefined;
  } catch (error) {
    if (error instanceof SpoolLockedError) return { pid: error.pid, host: error.host };
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' && error.code !== 'ENOTDIR',
  );
}

async function look(dir: string): Promise<{ highest: number; isFree: boolean }> {
  let highest = 0;
  let isFree = false;
  for (const name of await readdir(dir).catch(() => [])) {
    const match = /^(lock|free)\.(\d+)$/.exec(name);
    const number = Number(match?.[2] ?? 0);
    if (number < highest || number === 0) continue;
    isFree = match?.[1] === 'free' && (number > highest || isFree);
    highest = number;
  }
  return { highest, isFree };
}

/** Removes what former holders left. */
async function removeOlder(dir: string, number: number, id: string): Promise<void> {
  for (const name of await readdir(dir)) {
    const match = /^(?:lock|free)\.(\d+)$/.exec(name);
    const isOld = match
      ? Number(match[1]) < number
      : /^[0-9a-f]{16}\.(sock|draft|probe)$/.test(name) && !name.startsWith(id);
    // a socket of somebody who tries to get in at this moment is in use
    if (isOld && !(name.endsWith('.sock') && (await isListening(dir, name.slice(0, 16))))) {
      await unlink(join(dir, name)).catch(() => {});
    }
  }
}

/** False when the file exists. */
async function createWhole(dir: string, number: number, owner: Owner): Promise<boolean> {
  const file = join(dir, `lock.${number}`);
  const draft = join(dir, `${owner.id}.draft`);
  const content = JSON.stringify(owner);
  try {
    await writeFile(draft, content, { mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
      // Nothing but delivery gives room on a full disk: an empty lock is one, too, until a heartbeat names the owner.
      if (!isDiskFull(error) || error.syscall !== 'write') throw error;
    });
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

/** @throws SpoolLockedError unless the holder is dead for certain, or has shown no sign of life for a minute */
async function checkDead(dir: string, number: number, id: string): Promise<void> {
  const file = join(dir, `lock.${number}`);
  let owner: Partial<Owner> = {};
  try {
    owner = JSON.parse(await readFile(file, 'utf8')) as Partial<Owner>;
  } catch (error) {
    // taken over by another, who then holds a higher one: the next round sees it
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    // damaged, or not yet whole: its age decides, and any socket that accepts a connection
  }
  const locked = new SpoolLockedError(dir, owner.pid, owner.host);
  for (const socket of owner.id === undefined ? await socketsOf(dir) : [owner.id]) {
    if (socket !== id && (await isListening(dir, socket))) throw locked;
  }
  // of the same start of the same machine, a socket that refuses is proof
  if (owner.socket === true && owner.boot !== '' && owner.boot === bootId()) return;
  if ((await ageOf(dir, file)) < DEAD_AFTER) throw locked;
}

async function socketsOf(dir: string): Promise<string[]> {
  return (await readdir(dir)).filter((name) => /^[0-9a-f]{16}\.sock$/.test(name)).map((name) => name.slice(0, 16));
}

/** Milliseconds since a file was written, both times by the clock of the file system. 0 where it cannot be known. */
async function ageOf(dir: string, file: string): Promise<number> {
  const probe = join(dir, `${randomBytes(8).toString('hex')}.probe`);
  try {
    await writeFile(probe, '', { mode: 0o600 });
    const [now, then] = await Promise.all([stat(probe), stat(file)]);
    return now.mtimeMs - then.mtimeMs;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? Number.POSITIVE_INFINITY : 0;
  } finally {
    await unlink(probe).catch(() => {});
  }
}

/** Which start of which machine this is; containers of one machine share it. Empty where the system does not say. */
function bootId(): string {
  if (process.platform === 'win32') return `win32 ${hostname()}`;
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}

/** Where the owner of an id listens, while `use` runs. */
async function withAddress<Result>(
  dir: string,
  id: string,
  use: (address: string) => Promise<Result>,
): Promise<Result> {
  if (process.platform === 'win32') {
    const folder = createHash('sha256').update(dir.toLowerCase()).digest('hex').slice(0, 16);
    return await use(`\\\\.\\pipe\\influxkit-${folder}-${id}`);
  }
  const path = join(dir, `${id}.sock`);
  if (Buffer.byteLength(path) <= LONGEST_SOCKET_PATH) return await use(path);
  // paths of sockets are short on all systems, and a name for the folder makes it so
  const short = join(tmpdir(), `influxkit-${randomBytes(6).toString('hex')}`);
  await symlink(dir, short);
  try {
    return await use(join(short, `${id}.sock`));
  } finally {
    await unlink(short).catch(() => {});
  }
}

/** Listens in the folder; undefined where its file system has no sockets. */
async function listen(dir: string, id: string): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy());
  try {
    await withAddress(dir, id, async (address) => {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(address, resolve);
      });
    });
  } catch {
    server.close();
    return undefined;
  }
  server.on('error', () => {});
  server.unref();
  return server;
}

/** Whether somebody listens. Only what the system refuses is a no. */
async function isListening(dir: string, id: string): Promise<boolean> {
  return await withAddress(
    dir,
    id,
    (address) =>
      new Promise<boolean>((resolve) => {
        const socket = connect(address);
        socket.once('connect', () => {
          socket.destroy();
          resolve(true);
        });
        socket.once('error', ({ code }: NodeJS.ErrnoException) => {
          resolve(code !== 'ECONNREFUSED' && code !== 'ENOENT' && code !== 'ENOTSOCK');
        });
      }),
  ).catch(() => true);
}
