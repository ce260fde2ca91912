// The messages of a queue, looked at without being taken: found, read, followed back, moved on.
import { del, get, path, query as parameters } from '../api.js';
import { bytes, clock, duration, exchangeName, hexDump, moment, number } from '../format.js';
import { link } from '../router.js';
import {
  argumentWords,
  attempt,
  badge,
  card,
  confirm,
  dialog,
  empty,
  facts,
  failure,
  html,
  nothing,
  segments,
  toast,
  waiting,
} from '../ui.js';
import { replayDialog } from './replay.js';
import { publishForm } from './publish.js';

const PAGE = 50;
const BODY_BYTES = 65_536;
const STATES = { ready: '', unacked: 'info', leaving: 'warn', damaged: 'bad' };
const VIEWS = [
  ['auto', 'Text'],
  ['hex', 'Hex'],
];

const octets = message =>
  message.payload_encoding === 'base64'
    ? Uint8Array.from(atob(message.payload ?? ''), c => c.charCodeAt(0))
    : new TextEncoder().encode(message.payload ?? '');

function text(message) {
  if (message.payload_encoding === 'base64') return hexDump(octets(message));
  try {
    return JSON.stringify(JSON.parse(message.payload), null, 2);
  } catch {
    return message.payload ?? '';
  }
}

/** Text with what was looked for marked; never markup. */
function marked(whole, part) {
  if (!part) return whole;
  const pieces = whole.split(part);
  return pieces.map((piece, i) =>
    i < pieces.length - 1
      ? html`
          ${piece}
          <mark>${part}</mark>
        `
      : piece,
  );
}

export function messageBrowser({ vhost, name, update, changed }) {
  const own = `x/queues/${path(vhost, name)}/messages`;
  const filter = { key: '', header: '', body: '' };
  let messages = null;
  let cursor = null;
  let looked = 0;
  let chosen = null;
  let view = 'auto';
  let busy = false;
  let cause = null;

  async function load(more = false) {
    busy = true;
    update();
    try {
      const answer = await get(
        `${own}${parameters({ ...filter, limit: PAGE, truncate: 400, cursor: more ? cursor : '' })}`,
      );
      messages = more ? [...messages, ...answer.messages] : answer.messages;
      looked = (more ? looked : 0) + (answer.looked ?? answer.messages.length);
      cursor = answer.cursor ?? null;
      cause = null;
      if (!more && messages[0]) read(messages[0]);
      else if (!more) chosen = null;
    } catch (problem) {
      cause = problem;
      messages ??= [];
    }
    busy = false;
    update();
  }

  async function read(message) {
    chosen = message;
    update();
    try {
      const whole = await get(`${own}/${message.id}?truncate=${BODY_BYTES}`);
      if (chosen === message) chosen = Object.assign(message, whole);
    } catch (problem) {
      if (problem.status === 404) toast('This message is gone', 'bad');
    }
    update();
  }

  async function drop(message) {
    if (
      !(await confirm({
        title: 'Delete this message?',
        text: 'It is removed for good; dead letter exchanges do not get it.',
        action: 'Delete',
      }))
    )
      return;
    if (await attempt(() => del(`${own}/${message.id}`), 'Deleted')) {
      messages = messages.filter(m => m !== message);
      chosen = null;
      changed();
      update();
    }
  }

  const edit = message =>
    dialog(
      box => html`
        <header><h2>Publish a copy</h2></header>
        ${publishForm(vhost, message.exchange || 'amq.default', {
          key: message.routing_key,
          message,
          done: () => {
            box.close();
            changed();
          },
        })}
        <footer><button class="btn" @click=${() => box.close()}>Close</button></footer>
      `,
      { kind: 'wide' },
    );

  const search = event => {
    event.preventDefault();
    const data = new FormData(event.target);
    for (const key of Object.keys(filter)) filter[key] = data.get(key).trim();
    load();
  };

  const dead = () => messages?.some(m => m.properties?.headers?.['x-death']);

  return {
    open: () => {
      if (messages === null && !busy) load();
    },
    view: () =>
      card(
        'Messages',
        html`
          <form class="body row" role="search" @submit=${search}>
            <input
              name="key"
              class="grow"
              placeholder="Routing key, * stands for anything"
              aria-label="Routing key"
            />
            <input name="header" class="grow" placeholder="Header: name or name=value" aria-label="Header" />
            <input name="body" class="grow" placeholder="Body contains" aria-label="Body contains" />
            <button class="btn" ?disabled=${busy}>Find</button>
          </form>
          ${
            cause
              ? html`<div class="body">${failure(cause)}</div>`
              : nothing
          }${messages === null ? waiting(6) : messages.length === 0 && !cause ? (filter.key || filter.header || filter.body ? empty('Nothing found', `${number(looked)} messages were looked at.`, cursor ? moreButton() : nothing) : empty('No messages', 'The queue is empty.')) : list()}
        `,
        {
          note: 'Looked at, not taken: nothing changes',
          actions: html`
            <button class="btn quiet" ?disabled=${busy} @click=${() => load()}>Look again</button>
            <button
              class="btn"
              @click=${() =>
                replayDialog({ vhost, name, filter: { ...filter }, toOrigin: dead() }).then(done => {
                  if (done) {
                    load();
                    changed();
                  }
                })}
            >
              ${dead() ? 'Replay to origin' : 'Move'}
            </button>
          `,
        },
      ),
  };

  function moreButton() {
    return html`<button class="btn" ?disabled=${busy} @click=${() => load(true)}>Look further</button>`;
  }

  function list() {
    return html`
      <div class="messages">
        <ul aria-label="Messages">
          ${messages.map(
            m => html`
              <li>
                <button aria-current=${String(m === chosen)} @click=${() => read(m)}>
                  <span class="row">
                    <b class="ellipsis grow">${m.routing_key ?? '(unreadable)'}</b>
                    ${m.redelivered ? badge('again', 'warn', 'It was delivered before') : nothing}${m.state && m.state !== 'ready' ? badge(m.state, STATES[m.state]) : nothing}
                  </span>
                  <span class="faint ellipsis">
                    ${bytes(m.payload_bytes)} · ${m.properties?.content_type ?? 'no type'} ·
                    ${(m.payload ?? '').slice(0, 80)}
                  </span>
                </button>
              </li>
            `,
          )}${
            cursor
              ? html`<li class="body">${moreButton()}</li>`
              : nothing
          }
        </ul>
        <div class="body stack">${chosen ? detail(chosen) : empty('Choose a message')}</div>
      </div>
    `;
  }

  function detail(m) {
    const { headers = {}, ...properties } = m.properties ?? {};
    const others = Object.entries(headers).filter(([key]) => !/^x-(death|first-death|last-death)/.test(key));
    const whole = view === 'hex' ? hexDump(octets(m)) : text(m);
    return html`
      <div class="row">
        <h2 class="grow">
          ${exchangeName(m.exchange ?? '')}
          <span class="faint">→</span>
          ${m.routing_key}
        </h2>
        <button
          class="btn quiet"
          @click=${() => attempt(() => navigator.clipboard.writeText(m.payload ?? ''), 'Copied')}
        >
          Copy
        </button>
        <button class="btn" @click=${() => edit(m)}>Edit a copy</button>
        ${
          m.id === undefined
            ? nothing
            : html`<button class="btn danger" @click=${() => drop(m)}>Delete</button>`
        }
      </div>
      ${facts([
        [
          'Exchange',
          html`
            <a href=${link(['exchanges', vhost, m.exchange || 'amq.default'])}>${exchangeName(m.exchange ?? '')}</a>
          `,
        ],
        ['Size', bytes(m.payload_bytes)],
        m.delivery_count ? ['Returned', `${m.delivery_count} times`] : null,
        typeof m.ttl_left === 'number' ? ['Expires in', duration(m.ttl_left)] : null,
        ...Object.entries(properties).map(([key, value]) => [
          key,
          key === 'timestamp' ? moment(value * 1000) : String(value),
        ]),
        ['Headers', argumentWords(headers, others)],
      ])}
      ${deaths(headers['x-death'])}
      <div class="row">
        <h3 class="grow">
          Body${
            m.payload_bytes > octets(m).length
              ? html`<span class="faint">the first ${bytes(octets(m).length)}</span>`
              : nothing
          }
        </h3>
        ${segments('Show as', VIEWS, view, next => {
          view = next;
          update();
        })}
      </div>
      <pre class="payload" tabindex="0">${marked(whole, filter.body)}</pre>
    `;
  }

  function deaths(story) {
    if (!Array.isArray(story) || story.length === 0) return nothing;
    const words = {
      rejected: 'was rejected',
      expired: 'expired',
      maxlen: 'was pushed out by the limit',
      delivery_limit: 'was delivered too often',
    };
    return html`
      <div>
        <h3>Why it is here</h3>
        <ul class="deaths">
          ${[...story].reverse().map(
            d => html`
              <li>
                In
                <a href=${link(['queues', vhost, d.queue])}>${d.queue}</a>
                it
                ${words[d.reason] ?? d.reason}${
                  d.count > 1
                    ? html`<b>${d.count} times</b>`
                    : nothing
                }
                <span class="faint">
                  ${d.time ? `first at ${clock(typeof d.time === 'number' ? d.time * 1000 : Date.parse(d.time))}` : ''},
                  came from ${exchangeName(d.exchange)} with ${(d['routing-keys'] ?? []).join(', ')}
                </span>
              </li>
            `,
          )}
        </ul>
      </div>
    `;
  }
}
