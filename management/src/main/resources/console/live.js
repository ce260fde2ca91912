// What the node tells by itself: rates every second, changes, alarms (server-sent events over fetch, which can log in).
// Where there are none, pages are asked to look again every few seconds.
import { authorization, loggedIn } from './api.js';

const EVERY_MS = 5_000;
const RETRY_MS = 3_000;
const listeners = new Map();
let paused = false;
let state = 'waiting';
let abort = null;
let onState = () => {};
let timer = null;

export const isPaused = () => paused;
export const stateOf = () => (paused ? 'paused' : state);
export const whenState = action => {
  onState = action;
};

/** Has {@code action} told of events of a name ('rates', 'change', 'alarm', or 'tick': look again). Gives an undo. */
export function on(name, action) {
  if (!listeners.has(name)) listeners.set(name, new Set());
  listeners.get(name).add(action);
  return () => listeners.get(name).delete(action);
}

function tell(name, data) {
  if (paused && name !== 'alarm') return;
  for (const action of [...(listeners.get(name) ?? [])]) action(data);
}

export function pause(whether) {
  paused = whether;
  onState();
  if (!paused) tell('tick');
}

function say(next) {
  if (state !== next) {
    state = next;
    onState();
  }
}

export function start() {
  stop();
  timer = setInterval(() => {
    if (!document.hidden) tell('tick');
  }, EVERY_MS);
  listen();
}

export function stop() {
  clearInterval(timer);
  abort?.abort();
  abort = null;
}

function listen() {
  abort = new AbortController();
  stream('api/x/events', abort.signal, happened, say);
}

/** Has {@code action} told of the events of an address, by name, until the undo that it gives is called. */
export function follow(address, action) {
  const own = new AbortController();
  stream(address, own.signal, (name, data) => paused || action(name, data), () => {});
  return () => own.abort();
}

/** A page that nobody sees holds no connection: a browser has few of them for all its tabs and pages gone by. */
const seen = () =>
  new Promise(resolve => {
    if (document.hidden) document.addEventListener('visibilitychange', resolve, { once: true });
    else resolve();
  });

document.addEventListener('visibilitychange', () => document.hidden || tell('tick'));

async function stream(address, signal, action, tellState) {
  while (!signal.aborted && loggedIn()) {
    await seen();
    const shown = new AbortController();
    const leave = () => shown.abort();
    signal.addEventListener('abort', leave);
    document.addEventListener('visibilitychange', leave);
    try {
      const answer = await fetch(address, {
        headers: { ...authorization(), accept: 'text/event-stream' },
        signal: shown.signal,
      });
      if (answer.status >= 400 && answer.status < 500) {
        tellState('polling');
        return;
      }
      if (!answer.ok) throw new Error(answer.statusText);
      tellState('live');
      await read(answer.body.pipeThrough(new TextDecoderStream()).getReader(), action);
    } catch (cause) {
      if (signal.aborted) return;
    } finally {
      signal.removeEventListener('abort', leave);
      document.removeEventListener('visibilitychange', leave);
    }
    if (shown.signal.aborted) continue;
    tellState('lost');
    await new Promise(resolve => {
      setTimeout(resolve, RETRY_MS);
    });
  }
}

async function read(reader, action) {
  let text = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value.replaceAll('\r\n', '\n');
    const blocks = text.split('\n\n');
    text = blocks.pop();
    for (const block of blocks) event(block, action);
  }
}

/** Rates come every second; all else is what happened to something. */
function happened(name, data) {
  if (name === 'rates') tell('rates', data);
  else if (name.startsWith('alarm.')) tell('alarm', data);
  else if (name.includes('.')) tell('change', { type: name, ...data });
}

function event(block, action) {
  let name = 'message';
  const data = [];
  for (const line of block.split('\n')) {
    if (line.startsWith('event:')) name = line.slice(6).trim();
    if (line.startsWith('data:')) data.push(line.slice(5).trimStart());
  }
  if (data.length) {
    try {
      action(name, JSON.parse(data.join('\n')));
    } catch {
      // A line that is no JSON is somebody else's.
    }
  }
}
