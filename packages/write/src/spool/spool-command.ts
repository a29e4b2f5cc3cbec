import { parseArgs } from 'node:util';
import type { WriteTarget } from '../write-target.js';
import { listSpool, readSpool, repairSpool } from './spool-tools.js';

const USAGE = `influxkit-spool: looks into the folder of a durable spool, and repairs it

  influxkit-spool list DIR             what its files hold, and who uses it
  influxkit-spool print DIR [--all]    line protocol that is yet to be delivered; --all: everything that can be read
  influxkit-spool repair DIR [TARGET]  writes anew what can be read of damaged files, and sets these aside

TARGET, for files whose own cannot be read: --database NAME for InfluxDB 3, --bucket NAME [--org NAME], or
--db NAME [--rp NAME]
`;

/** Where the command writes to. */
export interface CommandOutput {
  out(text: string | Uint8Array): void;
  error(text: string): void;
}

/** Runs the command `influxkit-spool` with its arguments: `list`, `print` and `repair`. @returns its exit code */
export async function runSpoolCommand(args: readonly string[], { out, error }: CommandOutput): Promise<number> {
  const text = { type: 'string' } as const;
  const options = {
    all: { type: 'boolean' },
    help: { type: 'boolean' },
    database: text,
    bucket: text,
    org: text,
    db: text,
    rp: text,
  } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [command, dir, ...rest] = positionals;
    if (values.help) {
      out(USAGE);
      return 0;
    }
    if (dir === undefined || rest.length > 0) throw new TypeError('a command and one folder are needed');
    switch (command) {
      case 'list':
        return await list(dir, out);
      case 'print':
        for await (const { lineProtocol } of readSpool(dir, { all: values.all ?? false })) out(lineProtocol);
        return 0;
      case 'repair': {
        const { database, bucket, org, db, rp } = values;
        const isTarget = (database ?? bucket ?? db) !== undefined;
        const target = isTarget ? ({ database, bucket, org, db, rp } as WriteTarget) : undefined;
        const repaired = await repairSpool(dir, target ? { target } : {});
        for (const file of repaired.setAside) out(`set aside: ${file}.damaged\n`);
        if (repaired.cursor) out('the cursor could not be read, and begins anew\n');
        out(`${repaired.lines} lines written anew\n`);
        return 0;
      }
      default:
        throw new TypeError(`no command "${command}"`);
    }
  } catch (failure) {
    const isUsage = failure instanceof TypeError;
    error(
      `influxkit-spool: ${failure instanceof Error ? failure.message : String(failure)}\n${isUsage ? `\n${USAGE}` : ''}`,
    );
    return isUsage ? 2 : 1;
  }
}

async function list(dir: string, out: CommandOutput['out']): Promise<number> {
  const { files, pending, cursor, acknowledged, owner } = await listSpool(dir);
  for (const file of files) {
    const { target } = file;
    const where = target === undefined ? 'target unknown' : (target.database ?? target.bucket ?? target.db);
    const notes = [
      file.damagedBytes > 0 ? `${file.damagedBytes} bytes damaged` : '',
      file.tornBytes > 0 ? `${file.tornBytes} bytes torn` : '',
    ].filter((note) => note !== '');
    out(
      `${file.file}  ${file.bytes} bytes  ${file.lines} lines, ${file.pending} pending  ${where}  ${notes.join(', ')}`.trimEnd(),
    );
    out('\n');
  }
  out(`${pending} lines pending, ${acknowledged} acknowledged so far; cursor: ${cursor ?? 'none'}; `);
  out(owner === undefined ? 'not in use\n' : `in use by process ${owner.pid ?? '?'} on ${owner.host ?? '?'}\n`);
  return files.some(({ damagedBytes }) => damagedBytes > 0) || cursor === 'damaged' ? 1 : 0;
}
