import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { diagnose } from '../../base/catalogue.js';
import { ContractError, quote } from '../../base/diagnostics.js';
import { reasonOf } from '../../base/files.js';
import { MANIFEST } from './manifest.js';
import type { Change, Plan } from './write-plan.js';

/** `.client.ts.4711.9f86d081.influxkit-tmp`: the file it becomes, and the process that is writing it. */
const TEMPORARY = /^\..+\.(\d+)\.[0-9a-f]{8}\.influxkit-tmp$/;

/** A file that a process of another machine on a shared disk may still be writing is left alone for this long. */
const ABANDONED_AFTER = 60 * 60 * 1000;

interface Written {
  readonly temporary: string;
  readonly path: string;
}

/**
 * Does what a plan says. Every file is written whole under another name in the same folder and then renamed, so that at
 * any moment each holds either what it held or what it shall hold. The manifest comes last: as long as it is not there,
 * the next run generates anew.
 * @returns that it is done
 * @throws ContractError where the operating system refuses
 */
export function applyPlan({ changes, folder }: Plan): true {
  const writes = changes.filter(({ text }) => text !== undefined);
  const written: Written[] = [];
  let path = folder;
  try {
    cleanUp(new Set([folder, ...writes.map((change) => dirname(change.path))]));
    for (const change of writes) {
      path = change.path;
      written.push({ temporary: writeTemporary(change), path });
    }
    for (const done of written.sort(manifestLast)) {
      path = done.path;
      renameSync(done.temporary, done.path);
    }
    for (const { path: stale, action } of changes) {
      path = stale;
      if (action === 'remove') rmSync(stale, { force: true });
    }
    return true;
  } catch (error) {
    for (const { temporary } of written) rmSync(temporary, { force: true });
    throw new ContractError([diagnose('output-failed', `${quote(path)} cannot be written: ${reasonOf(error)}`)]);
  }
}

function writeTemporary({ path, text = '' }: Change): string {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true });
  const temporary = join(folder, `.${basename(path)}.${process.pid}.${randomBytes(4).toString('hex')}.influxkit-tmp`);
  // `wx` never follows a link that somebody laid there.
  writeFileSync(temporary, text, { flag: 'wx' });
  return temporary;
}

const isManifestPath = ({ path }: Written): boolean => basename(path) === MANIFEST;
const manifestLast = (a: Written, b: Written): number => Number(isManifestPath(a)) - Number(isManifestPath(b));

/** Removes what an interrupted run left behind. */
function cleanUp(folders: ReadonlySet<string>): void {
  for (const folder of folders) {
    for (const name of entries(folder)) {
      const writer = TEMPORARY.exec(name)?.[1];
      if (writer === undefined) continue;
      const path = join(folder, name);
      const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (!isRunning(Number(writer)) || age > ABANDONED_AFTER) rmSync(path, { force: true });
    }
  }
}

function isRunning(process_: number): boolean {
  try {
    process.kill(process_, 0);
    return true;
  } catch (error) {
    // It exists, but belongs to somebody else.
    return (error as { code?: unknown }).code === 'EPERM';
  }
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
