import { inspect } from 'node:util';
import { RequestError } from '@influxkit/runtime';
import { serve } from '../server.js';
import type { ComparedClient } from './clients.js';

type Make = (baseUrl: string, token: string | (() => Promise<string>), ownFetch?: typeof fetch) => ComparedClient;

const TOKEN = 'sk-the-very-secret-token';
const times = (count: number): string => (count === 1 ? 'once' : `${count.toLocaleString('en')} times`);
/** All that a log could get to see of a value. */
function shown(value: unknown): string {
  const text = inspect(value, { depth: null, showHidden: true }) + String((value as Error)?.stack);
  try {
    return text + JSON.stringify(value);
  } catch {
    // A cycle: nobody will see it that way.
    return text;
  }
}
const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );

const json = { 'content-type': 'application/json' };
const good = () => serve((_, response) => void response.writeHead(200, json).end('{}'));

/** A provider that counts how often it is asked. */
function counting() {
  const state = { asked: 0 };
  const provider = async (): Promise<string> => {
    state.asked++;
    await new Promise((resolve) => setImmediate(resolve));
    return `${TOKEN}-${state.asked}`;
  };
  return { state, provider };
}

/** What another server gets to see when the one that was asked redirects there. */
async function redirected(
  make: Make,
  status: number,
  send: (client: ComparedClient) => Promise<unknown>,
): Promise<string> {
  const other = await good();
  const own = await serve((_, response) => void response.writeHead(status, { location: other.url }).end());
  await failure(send(make(own.url, TOKEN)));
  const [got] = other.seen;
  if (!got) return 'sends nothing there';
  return `sends ${got.body === '' ? 'the request' : 'the body'} there, ${got.headers.authorization ? 'with' : 'without'} the token`;
}

/** What each client does, by the names that the README has for the cases. */
export const cases: Record<string, (make: Make) => Promise<string>> = {
  '1,000 calls at once': async (make) => {
    const { state, provider } = counting();
    // Without a network: nothing here needs a thousand connections.
    const client = make('http://in-process.test', provider, async () => new Response('{}', { headers: json }));
    await Promise.all(Array.from({ length: 1000 }, () => client.get()));
    return `ask a provider ${times(state.asked)}`;
  },
  '20 calls one after the other': async (make) => {
    const { url } = await good();
    const { state, provider } = counting();
    const client = make(url, provider);
    for (let i = 0; i < 20; i++) await client.get();
    return `ask a provider ${times(state.asked)}`;
  },
  'the server responds with 401 to a token that has expired': async (make) => {
    const { url, seen } = await serve(({ headers }, response) => {
      response.writeHead(headers.authorization?.endsWith('-1') ? 401 : 200, json).end('{}');
    });
    const { state, provider } = counting();
    const error = await failure(make(url, provider).get());
    return error ? `fails with ${seen.length} request` : `asks the provider ${times(state.asked - 1)} more, and works`;
  },
  'a provider fails, and says a secret': async (make) => {
    const { url } = await good();
    const error = await failure(make(url, () => Promise.reject(new Error(`no ${TOKEN}`))).get());
    return `the error ${shown(error).includes(TOKEN) ? 'shows it' : 'keeps it to itself'}`;
  },
  'a redirect of a GET to another origin': (make) => redirected(make, 302, (client) => client.get()),
  'a redirect of a POST to another origin': (make) => redirected(make, 307, (client) => client.post('a=1')),
  'the address of another server as the path': async (make) => {
    const [own, other] = await Promise.all([good(), good()]);
    const error = await failure(make(own.url, TOKEN).absolute(`${other.url}/x`));
    const [got] = other.seen;
    return got?.headers.authorization ? 'sends the token there' : error ? 'refuses it' : 'sends no token there';
  },
  'a line break in the token': async (make) => {
    const { url, seen } = await good();
    const token = `${TOKEN}\r\nx-evil: 1`;
    const error = await failure(Promise.resolve().then(() => make(url, token).get()));
    if (seen.length > 0) return 'sends it';
    return `refuses it; the error ${shown(error).includes(TOKEN) ? 'shows the token' : 'says where it is, and no more'}`;
  },
  'printing the client': async (make) => {
    const { url } = await good();
    return shown(make(url, TOKEN).client).includes(TOKEN) ? 'shows the token' : 'shows nothing';
  },
  'the server says the token in its error': async (make) => {
    const { url } = await serve(({ headers }, response) => {
      const message = `no ${headers.authorization}`;
      response.writeHead(400, json).end(JSON.stringify({ message, error: { message } }));
    });
    const text = shown(await failure(make(url, TOKEN).get()));
    return `the error ${text.includes(TOKEN) ? 'shows it' : text.includes('[redacted]') ? 'has [redacted]' : 'has neither'}`;
  },
  'an operation that takes no credentials': async (make) => {
    const { url, seen } = await good();
    await failure(make(url, TOKEN).ping());
    return seen[0]?.headers.authorization ? 'gets the token' : 'gets none';
  },
  'an operation that takes other credentials': async (make) => {
    const { url, seen } = await good();
    const error = await failure(make(url, TOKEN).signin());
    if (seen[0]?.headers.authorization) return 'gets the token';
    return error instanceof RequestError ? 'is refused before it is sent, with what would do' : 'gets none';
  },
};
