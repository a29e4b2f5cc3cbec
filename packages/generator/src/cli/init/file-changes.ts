import { accessSync, constants, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { quote } from '../../base/diagnostics.js';
import { reasonOf } from '../../base/files.js';
import type { JsonValue } from '../../base/json.js';
import { UsageError } from '../command.js';
import { lineEndOf, TextEditor } from './edit-json.js';

/** What becomes of a file. `kept`: it is there already, and stays as it is. */
export interface FileChange {
  readonly path: string;
  readonly action: 'created' | 'edited' | 'kept';
  /** What a person has to do about it. */
  readonly note?: string;
}

/** Changes of files that are made together, at the end: nothing is on disk before `save`. */
export class FileChanges {
  readonly #root: string;
  readonly #texts = new Map<string, string>();
  readonly #changes: FileChange[] = [];

  constructor(root: string) {
    this.#root = root;
  }

  get changes(): readonly FileChange[] {
    return this.#changes;
  }

  /** The text of a file as it will be; undefined: there will be none. */
  read(path: string): string | undefined {
    const file = join(this.#root, path);
    return this.#texts.get(path) ?? (existsSync(file) ? readFileSync(file, 'utf8') : undefined);
  }

  /** Creates a file; one that is there is kept. */
  create(path: string, text: string): void {
    if (this.read(path) === undefined) this.#set(path, text, 'created');
    else this.#changes.push({ path, action: 'kept' });
  }

  createJson(path: string, value: JsonValue): void {
    this.create(path, `${JSON.stringify(value, null, 2)}\n`);
  }

  /** Puts properties into JSON as far as they are missing. Where the file is no such JSON, the note says what is missing. */
  async addJson(
    path: string,
    additions: readonly (readonly [path: readonly string[], properties: Record<string, JsonValue>])[],
  ): Promise<void> {
    const before = this.read(path) ?? '{}\n';
    const editor = await TextEditor.open(path, before);
    for (const [place, properties] of additions) {
      if (editor.add(place, properties)) continue;
      this.#changes.push({
        path,
        action: 'kept',
        note: `put into ${place.join('.') || 'it'}: ${JSON.stringify(properties)}`,
      });
      return;
    }
    if (editor.text === before) this.#changes.push({ path, action: 'kept' });
    else this.#set(path, editor.text, this.read(path) === undefined ? 'created' : 'edited');
  }

  /** Adds lines that the file does not have yet. */
  addLines(path: string, lines: readonly string[]): void {
    const before = this.read(path);
    const there = new Set((before ?? '').split(/\r?\n/));
    const missing = lines.filter((line) => !there.has(line));
    if (missing.length === 0) return;
    const end = lineEndOf(before ?? '');
    const gap = before === undefined || before === '' || before.endsWith('\n') ? '' : end;
    const added = missing.map((line) => `${line}${end}`).join('');
    this.#set(path, `${before ?? ''}${gap}${added}`, before === undefined ? 'created' : 'edited');
  }

  edit(path: string, text: string): void {
    this.#set(path, text, 'edited');
  }

  note(path: string, note: string): void {
    this.#changes.push({ path, action: 'kept', note });
  }

  /** @throws UsageError for a file that cannot be written; nothing is, then */
  save(): void {
    for (const path of this.#texts.keys()) this.#attempt(path, checkWritable);
    for (const [path, text] of this.#texts) {
      this.#attempt(path, (file) => {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      });
    }
  }

  #attempt(path: string, act: (file: string) => void): void {
    try {
      act(join(this.#root, path));
    } catch (error) {
      throw new UsageError(`${quote(path)} cannot be written: ${reasonOf(error)}.`);
    }
  }

  #set(path: string, text: string, action: FileChange['action']): void {
    this.#texts.set(path, text);
    this.#changes.push({ path, action });
  }
}

/** Throws what the system would say of writing a file: of the file itself, or of the nearest folder that is there. */
function checkWritable(file: string): void {
  let place = file;
  while (!existsSync(place) && place !== dirname(place)) place = dirname(place);
  accessSync(place, constants.W_OK);
  if (place !== file && !statSync(place).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' });
  if (place === file && statSync(place).isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
}
