// One queue: how it does, what is in it, who takes from it, why it is as it is.
import { del, get, path } from '../api.js';
import { RANGES, TimeChart, levels, rates, stepOf } from '../charts.js';
import { bytes, compact, duration, exchangeName, number, rate, rateOf } from '../format.js';
import * as live from '../live.js';
import { declareBinding } from '../parts/declare.js';
import { messageBrowser } from '../parts/messages.js';
import { publishForm } from '../parts/publish.js';
import { adjust, go, link } from '../router.js';
import {
  argumentWords,
  attempt,
  badge,
  card,
  confirm,
  empty,
  facts,
  failure,
  html,
  nothing,
  segments,
  table,
  waiting,
} from '../ui.js';
import { features } from './queues.js';

const TABS = [
  ['', 'Now'],
  ['messages', 'Messages'],
  ['consumers', 'Consumers'],
  ['bindings', 'Bindings'],
  ['policy', 'Arguments and policy'],
];
const DEPTH = [
  ['Ready', 'messages_ready', 'k3'],
  ['Unacknowledged', 'messages_unacknowledged', 'k1'],
];
const FLOW = [
  ['In', 'publish', 'k1'],
  ['Out', 'deliver_get', 'k2'],
  ['Ack', 'ack', 'k4'],
  ['Redeliver', 'redeliver', 'k5'],
  ['Fetch', 'get', 'k6'],
];

export default function queue({ names: [, vhost, name], query, update }) {
  const own = `queues/${path(vhost, name)}`;
  let tab = query.get('tab') || '';
  let range = Number(query.get('range')) || 600;
  let data = null;
  let bindings = [];
  let cause = null;
  const depth = new TimeChart({ range, unit: compact });
  const flow = new TimeChart({ range, unit: rate });
  const browser = messageBrowser({ vhost, name, update, changed: () => load() });

  async function load() {
    try {
      const step = stepOf(range);
      [data, bindings] = await Promise.all([
        get(`${own}?lengths_age=${range}&lengths_incr=${step}&msg_rates_age=${range}&msg_rates_incr=${step}`),
        get(`${own}/bindings`),
      ]);
      depth.show(
        DEPTH.map(([title, id, key]) => ({
          name: title,
          key,
          points: levels(data[`${id}_details`]),
          text: number(data[id] ?? 0),
        })),
        range,
      );
      flow.show(
        FLOW.map(([title, id, key]) => ({
          name: title,
          key,
          points: rates(data.message_stats?.[`${id}_details`]),
          text: rate(rateOf(data.message_stats, id)),
        })),
        range,
      );
      cause = null;
    } catch (problem) {
      cause = problem.status === 404 ? new Error('This queue is gone') : problem;
      if (problem.status === 404) data = null;
    }
    update();
  }

  async function purge() {
    if (
      (await confirm({
        title: `Purge ${name}?`,
        text: `${number(data.messages_ready)} messages that wait are removed for good. What consumers hold stays with them.`,
        action: 'Purge',
        typed: data.messages_ready ? name : undefined,
      })) &&
      (await attempt(() => del(`${own}/contents`), 'Purged'))
    )
      load();
  }

  async function remove() {
    if (
      (await confirm({
        title: `Delete ${name}?`,
        text: data.messages ? `It holds ${number(data.messages)} messages, which are lost.` : 'It is empty.',
        action: 'Delete',
        typed: data.messages ? name : undefined,
      })) &&
      (await attempt(() => del(own), 'Deleted'))
    )
      go(['queues']);
  }

  const undo = live.on('tick', load);
  load();
  if (tab === 'messages') browser.open();
  return {
    title: name,
    close: undo,
    changed(next) {
      tab = next.get('tab') || '';
      const chosen = Number(next.get('range')) || 600;
      if (chosen !== range) {
        range = chosen;
        load();
      }
      if (tab === 'messages') browser.open();
    },
    view: () => html`
      <div class="head">
        <div class="grow">
          <p class="crumbs">
            <a href="#/queues">Queues</a>
            in ${vhost}
          </p>
          <h1>${name} ${data ? features(data) : nothing}</h1>
        </div>
        ${
          data
            ? html`
                <button class="btn" @click=${purge}>Purge</button>
                <button class="btn danger" @click=${remove}>Delete</button>
              `
            : nothing
        }
      </div>
      ${cause ? failure(cause) : nothing}
      ${
        data
          ? html`
              ${stuck(data)}
              <section class="card figures" aria-label="Now">${figures(data)}</section>
              <nav class="tabs" aria-label="Parts">
                ${TABS.map(
                  ([id, title]) => html`
                    <a
                      href=${link(['queues', vhost, name], { tab: id, range: range === 600 ? '' : range })}
                      aria-current=${id === tab ? 'page' : nothing}
                    >
                      ${title}${id === 'consumers' ? ` ${data.consumers ?? ''}` : id === 'bindings' ? ` ${bindings.filter(b => b.source).length}` : ''}
                    </a>
                  `,
                )}
              </nav>
              ${part()}
            `
          : cause
            ? nothing
            : waiting(8)
      }
    `,
  };

  function part() {
    if (tab === 'messages') return browser.view();
    if (tab === 'consumers') return consumersCard(data);
    if (tab === 'bindings') return bindingsCard();
    if (tab === 'policy') return policyCards(data);
    return html`
      <div class="row">
        <span class="grow"></span>
        ${segments('Range of the charts', RANGES, range, chosen => adjust({ range: chosen === 600 ? '' : chosen }))}
      </div>
      <div class="cols">
        ${card('Messages', depth.view('Messages', update), { bare: true })}${card('Message rates', flow.view('Message rates', update), { bare: true })}
      </div>
      ${card('Publish to this queue', publishForm(vhost, 'amq.default', { key: name, done: load }))}
    `;
  }

  function bindingsCard() {
    const rows = bindings.filter(b => b.source !== '');
    const unbind = async b => {
      if (
        (await confirm({
          title: 'Remove this binding?',
          text: `From ${b.source} with the key ${b.routing_key || '(none)'}.`,
          action: 'Remove',
        })) &&
        (await attempt(
          () => del(`bindings/${path(vhost)}/e/${path(b.source)}/q/${path(name, b.properties_key)}`),
          'Removed',
        ))
      )
        load();
    };
    return card(
      'Messages come from',
      table(
        [
          {
            name: 'Exchange',
            main: true,
            cell: b => html`
              <a href=${link(['exchanges', vhost, b.source || 'amq.default'])}>${exchangeName(b.source)}</a>
            `,
          },
          {
            name: 'Routing key',
            cell: b => html`
              <code>${b.routing_key}</code>
            `,
          },
          { name: 'Arguments', cell: b => argumentWords(b.arguments) },
          {
            name: '',
            num: true,
            cell: b => html`
              <button class="btn quiet" @click=${() => unbind(b)}>Remove</button>
            `,
          },
        ],
        rows,
        empty('Bound to no exchange', 'Messages reach it by its name alone, over the default exchange.'),
      ),
      {
        actions: html`
          <button
            class="btn"
            @click=${async () => {
              if (await declareBinding({ vhost, to: { kind: 'q', name } })) load();
            }}
          >
            Bind
          </button>
        `,
      },
    );
  }
}

/** If it does not move: why that may be. */
function stuck(q) {
  const words = [];
  if (q.messages_ready > 0 && q.consumers === 0)
    words.push(['Nobody takes from it', 'There are messages and no consumer.']);
  else if (q.messages_ready > 0 && q.messages_unacknowledged > 0 && rateOf(q.message_stats, 'ack') === 0)
    words.push([
      'Consumers do not acknowledge',
      `${number(q.messages_unacknowledged)} messages are with consumers, and none was acknowledged lately.`,
    ]);
  else if (q.messages_ready > 0 && rateOf(q.message_stats, 'publish') > rateOf(q.message_stats, 'ack') * 1.2 + 1)
    words.push([
      'It grows',
      `${rate(rateOf(q.message_stats, 'publish'))} come in, ${rate(rateOf(q.message_stats, 'ack'))} are done.`,
    ]);
  if (
    rateOf(q.message_stats, 'redeliver') > 1 &&
    rateOf(q.message_stats, 'redeliver') > rateOf(q.message_stats, 'ack') * 0.5
  )
    words.push([
      'Messages go round',
      `${rate(rateOf(q.message_stats, 'redeliver'))} are delivered again: somebody returns what cannot be handled.`,
    ]);
  return words.map(
    ([title, text]) => html`
      <section class="card health warn">
        <div class="line">
          <b>${title}</b>
          <span class="small muted">${text}</span>
        </div>
      </section>
    `,
  );
}

const figures = q =>
  [
    ['Ready', number(q.messages_ready)],
    ['Unacknowledged', number(q.messages_unacknowledged)],
    ['Size', bytes(q.message_bytes)],
    ['Consumers', number(q.consumers)],
    ['In', rate(rateOf(q.message_stats, 'publish'))],
    ['Out', rate(rateOf(q.message_stats, 'deliver_get'))],
    q.head_message_timestamp ? ['Oldest', duration(Date.now() - q.head_message_timestamp * 1000)] : null,
  ]
    .filter(Boolean)
    .map(
      ([title, value]) => html`
        <div>
          <b>${value}</b>
          <span>${title}</span>
        </div>
      `,
    );

const consumersCard = q =>
  card(
    'Consumers',
    table(
      [
        { name: 'Tag', main: true, cell: c => c.consumer_tag },
        {
          name: 'Channel',
          cell: c => html`
            <a href=${link(['connections', c.channel_details?.connection_name ?? ''])}>${c.channel_details?.name}</a>
          `,
        },
        { name: 'User', cell: c => c.channel_details?.user },
        { name: 'Acknowledges', cell: c => (c.ack_required ? 'yes' : badge('no', 'warn')) },
        {
          name: 'Prefetch',
          num: true,
          cell: c =>
            c.prefetch_count ||
            html`
              <span class="faint">no limit</span>
            `,
        },
        { name: 'State', cell: c => (c.active === false ? badge('waits') : badge('active', 'good')) },
        { name: 'Arguments', cell: c => argumentWords(c.arguments) },
      ],
      q.consumer_details ?? [],
      empty('Nobody consumes', 'Messages stay until somebody does, or until they expire.'),
    ),
  );

function policyCards(q) {
  const effective = Object.entries(q.effective_policy_definition ?? {});
  const given = Object.entries(q.arguments ?? {});
  const own = new Set(given.map(([key]) => key.replace(/^x-/, '')));
  return html`
    <div class="cols">
      ${card(
        'What holds',
        table(
          [
            { name: 'What', main: true, cell: r => r.key },
            {
              name: 'Value',
              cell: r => html`
                <code>${JSON.stringify(r.value)}</code>
              `,
            },
            { name: 'From', cell: r => r.from },
          ],
          [
            ...given.map(([key, value]) => ({ key, value, from: badge('argument') })),
            ...effective.map(([key, value]) => ({
              key,
              value,
              from: own.has(key)
                ? html`
                    ${badge(q.policy || q.operator_policy, 'accent')}
                    <span class="faint">the stricter of both</span>
                  `
                : badge(q.policy || q.operator_policy, 'accent'),
            })),
          ],
          empty('Nothing special', 'Neither arguments nor a policy say anything.'),
        ),
      )}
      ${card(
        'What it is',
        html`
          <div class="body">
            ${facts([
              ['Type', q.type],
              ['Durable', q.durable ? 'yes' : 'no'],
              ['Exclusive', q.exclusive ? 'yes' : 'no'],
              ['Deletes itself', q.auto_delete ? 'after its last consumer' : 'no'],
              [
                'Policy',
                q.policy
                  ? html`
                      <a href="#/policies">${q.policy}</a>
                    `
                  : 'none',
              ],
              ['Operator policy', q.operator_policy || 'none'],
              ['Node', q.node],
              [
                'Dead letters go to',
                q.arguments?.['x-dead-letter-exchange'] !== undefined ||
                q.effective_policy_definition?.['dead-letter-exchange'] !== undefined
                  ? html`
                      <a
                        href=${link(['exchanges', q.vhost, (q.arguments?.['x-dead-letter-exchange'] ?? q.effective_policy_definition['dead-letter-exchange']) || 'amq.default'])}
                      >
                        ${exchangeName(q.arguments?.['x-dead-letter-exchange'] ?? q.effective_policy_definition['dead-letter-exchange'])}
                      </a>
                    `
                  : 'nowhere',
              ],
              ['In memory', number(q.messages_ram)],
              ['On disk', number(q.messages_persistent)],
            ])}
          </div>
        `,
      )}
    </div>
  `;
}
