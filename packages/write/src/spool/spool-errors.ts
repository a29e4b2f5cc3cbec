/** Something is wrong with the spool's folder. */
export class SpoolError extends Error {
  override get name(): string {
    return 'SpoolError';
  }
}

/** Another process, or another spool of this one, uses the folder. */
export class SpoolLockedError extends SpoolError {
  /** Id of the process that holds it, as that process sees itself, where it is known. */
  readonly pid: number | undefined;
  /** Its machine, or container, where that is known. */
  readonly host: string | undefined;

  constructor(dir: string, pid: number | undefined, host: string | undefined) {
    const who = pid === undefined ? 'another process' : `process ${pid}${host ? ` on ${host}` : ''}`;
    super(`the spool ${dir} is in use by ${who}; give each process a folder of its own`);
    this.pid = pid;
    this.host = host;
  }

  override get name(): string {
    return 'SpoolLockedError';
  }
}

/** The spool holds as much as it may; nothing of this `write()` was taken. */
export class SpoolFullError extends SpoolError {
  constructor(limit: number) {
    super(
      `the spool holds as much as it may (${limit} bytes); raise \`maxBytes\`, or set \`whenFull\` to 'block' or 'drop-oldest'`,
    );
  }

  override get name(): string {
    return 'SpoolFullError';
  }
}

/** What failed, as an error about the spool, with its reason. */
export function toSpoolError(what: string, error: unknown): SpoolError {
  if (error instanceof SpoolError) return error;
  return new SpoolError(`${what}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
}

/** Whether the file system has no room left, or none for this user. */
export function isDiskFull(error: unknown): boolean {
  const { code } = Object(error) as { code?: unknown };
  return code === 'ENOSPC' || code === 'EDQUOT';
}
