import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import type { Project } from './project.js';

/** A place in a file as TypeScript's server counts: from 1. */
export interface Place {
  readonly line: number;
  readonly offset: number;
}

/** Where a definition is: the name itself, from its first character to behind its last. */
export interface Definition {
  readonly file: string;
  readonly start: Place;
  readonly end: Place;
}

/** TypeScript's server, which editors ask for what they show. */
export interface Editor extends Disposable {
  /** Opens a file of the project. */
  open(file: string): void;
  /** Where "go to definition" leads from a place. */
  definitions(file: string, place: Place): Promise<readonly Definition[]>;
  /** What hovering over a place shows beside the type. */
  documentation(file: string, place: Place): Promise<string>;
}

/** A response, or an event, of which there is no end. */
interface Message {
  readonly type: string;
  readonly request_seq?: number;
  readonly success?: boolean;
  readonly message?: string;
  readonly body?: unknown;
}

/** Starts the server of our own compiler in a project. */
export function startEditor(project: Project): Editor {
  const server = createRequire(import.meta.url).resolve('typescript/lib/tsserver.js');
  const child = spawn(process.execPath, [server, '--disableAutomaticTypingAcquisition', '--suppressDiagnosticEvents'], {
    cwd: project.folder,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const send = connect(child);
  const request = async (command: string, file: string, place: Place): Promise<unknown> => {
    const response = await send({ command, arguments: { file, ...place } });
    if (response.success) return response.body;
    // The server says so where there is nothing to show.
    if (response.message === 'No content available.') return undefined;
    throw new Error(`tsserver: ${command} at ${file}:${place.line}:${place.offset}: ${response.message}`);
  };
  return {
    open: (file) => void send({ command: 'open', arguments: { file } }),
    definitions: async (file, place) => {
      const body = (await request('definitionAndBoundSpan', file, place)) as { definitions: Definition[] } | undefined;
      return body?.definitions ?? [];
    },
    documentation: async (file, place) => {
      const body = (await request('quickinfo', file, place)) as { documentation: string } | undefined;
      return body?.documentation ?? '';
    },
    [Symbol.dispose]: () => void child.kill(),
  };
}

/** Sends requests, each on a line; a response has a header and then its line. */
function connect(child: ChildProcess): (request: { command: string; arguments: object }) => Promise<Message> {
  const waiting = new Map<number, (response: Message) => void>();
  let sent = 0;
  let received = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    received += text;
    const lines = received.split('\n');
    received = lines.pop() ?? '';
    for (const line of lines.filter((content) => content.startsWith('{'))) {
      const message = JSON.parse(line) as Message;
      if (message.type === 'response') waiting.get(message.request_seq ?? -1)?.(message);
    }
  });
  return (request) =>
    new Promise((resolve) => {
      const seq = ++sent;
      waiting.set(seq, resolve);
      child.stdin?.write(`${JSON.stringify({ seq, type: 'request', ...request })}\n`);
    });
}
