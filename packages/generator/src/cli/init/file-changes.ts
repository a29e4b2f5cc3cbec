import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { JsonValue } from '../../base/json.js';
import { TextEditor } from './edit-json.js';

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
    const gap = before === undefined || before === '' || before.endsWith('\n') ? '' : '\n';
    this.#set(path, `${before ?? ''}${gap}${missing.join('\n')}\n`, before === undefined ? 'created' : 'edited');
  }

  edit(path: string, text: string): void {
    this.#set(path, text, 'edited');
  }

  note(path: string, note: string): void {
    this.#changes.push({ path, action: 'kept', note });
  }

  save(): void {
    for (const [path, text] of this.#texts) {
      const file = join(this.#root, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }

  #set(path: string, text: string, action: FileChange['action']): void {
    this.#texts.set(path, text);
    this.#changes.push({ path, action });
  }
}
