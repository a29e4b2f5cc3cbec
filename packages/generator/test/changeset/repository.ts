import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { GeneratorConfig } from '../../src/config/product-config.js';
import { generate } from '../../src/generate/generate.js';
import {
  type ChangesetOptions,
  type ChangesetReport,
  updateChangesets,
} from '../../src/lifecycle/changeset/update-changesets.js';

/** A repository of its own in the folder for temporary files. */
export class TestRepository {
  readonly root: string = realpathSync(mkdtempSync(join(tmpdir(), 'changesets-')));

  constructor() {
    this.git('init', '--quiet', '--initial-branch=main');
  }

  git(...args: string[]): string {
    const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false'];
    return execFileSync('git', [...identity, ...args], { cwd: this.root, encoding: 'utf8', stdio: 'pipe' });
  }

  commit(message: string): void {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '-m', message);
  }

  write(path: string, content: string | object): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  edit(path: string, from: string | RegExp, to: string): void {
    const before = this.read(path);
    const after = before.replace(from, to);
    if (after === before) throw new Error(`${path} has no ${String(from)}`);
    this.write(path, after);
  }

  /** The generated changesets that are there. */
  changesetFiles(): string[] {
    const folder = join(this.root, '.changeset');
    const names = existsSync(folder) ? readdirSync(folder).sort() : [];
    return names.filter((name) => /^contract-.*\.md$/.test(name)).map((name) => `.changeset/${name}`);
  }

  /** What they say, one after the other. */
  changesetTexts(): string {
    return this.changesetFiles()
      .map((file) => this.read(file))
      .join('\n');
  }

  removeChangesets(): void {
    for (const file of this.changesetFiles()) rmSync(join(this.root, file));
  }

  /** What `npm run regenerate` does. */
  async regenerate(config: GeneratorConfig, options: Partial<ChangesetOptions> = {}): Promise<ChangesetReport> {
    await generate(config, { baseDir: this.root });
    return this.changesets(config, options);
  }

  changesets(config: GeneratorConfig, options: Partial<ChangesetOptions> = {}): Promise<ChangesetReport> {
    return updateChangesets({ root: this.root, config, ...options });
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
