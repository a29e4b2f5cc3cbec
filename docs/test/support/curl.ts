import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

/** The arguments of each command, as a shell takes them apart; none is run. */
export async function argumentsOf(commands: readonly string[], cwd: string): Promise<readonly (readonly string[])[]> {
  const script = [`curl() { printf '%s\\0' "$@"; printf '\\0'; }`, ...commands].join('\n');
  const { stdout } = await promisify(execFile)('bash', ['-c', script], { cwd, maxBuffer: 1 << 26 });
  return stdout
    .split('\0\0')
    .slice(0, -1)
    .map((line) => line.split('\0'));
}

/** Requests what a command of curl would, from a server in place of the one that it names. */
export async function curl(args: readonly string[], from: string, to: string): Promise<Response> {
  const headers = new Headers();
  let method = 'GET';
  let url = '';
  let body: string | Uint8Array<ArrayBuffer> | FormData | URLSearchParams | undefined;
  const rest = [...args];
  const next = (): string => {
    const value = rest.shift();
    if (value === undefined) throw new Error(`curl ${args.join(' ')}: an option lacks its value`);
    return value;
  };
  const pair = (text: string): [string, string] => {
    const at = text.indexOf('=');
    return [text.slice(0, at), text.slice(at + 1)];
  };
  while (rest.length > 0) {
    const word = next();
    if (word === '--request') method = next();
    else if (word === '--head') method = 'HEAD';
    else if (word === '--header') {
      const [, name = '', value = ''] = /^([^:]+): (.*)$/s.exec(next()) ?? [];
      headers.append(name, value);
    } else if (word === '--user') headers.set('authorization', `Basic ${btoa(next())}`);
    else if (word === '--cookie') headers.append('cookie', next());
    else if (word === '--output') next();
    else if (word === '--data') body = next();
    else if (word === '--data-binary') {
      const value = next();
      body = value.startsWith('@') ? Uint8Array.from(readFileSync(value.slice(1))) : value;
    } else if (word === '--data-urlencode') {
      body ??= new URLSearchParams();
      (body as URLSearchParams).append(...pair(next()));
    } else if (word === '--form') {
      const form = body instanceof FormData ? body : new FormData();
      body = form;
      const [name, value] = pair(next());
      if (value.startsWith('@')) form.set(name, new Blob([readFileSync(value.slice(1))]));
      else form.set(name, value);
    } else if (url === '' && !word.startsWith('-')) url = word;
    else throw new Error(`curl ${args.join(' ')}: ${word} is not an option that pages use`);
  }
  return await fetch(url.replace(from, to), { method, headers, ...(body !== undefined && { body }) });
}
