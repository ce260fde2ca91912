// One queue: how it does, what is in it, who takes from it, why it is as it is.
import { del, get, path, query as parameters } from '../api.js';
import { bytes, duration, exchangeName, figure, number, rate, rateOf } from '../format.js';
import * as live from '../live.js';
import { bindingsCard } from '../parts/bindings.js';
import { messageBrowser } from '../parts/messages.js';
import { page } from '../parts/page.js';
import { publishForm } from '../parts/publish.js';
import { Traffic } from '../parts/traffic.js';
import { go, link } from '../router.js';
import { argumentWords, attempt, badge, button, card, confirm, empty, facts, faint, html, nothing, table } from '../ui.js';
import { features } from './queues.js';

const TABS = [
  ['', 'Now'],
  ['messages', 'Messages'],
  ['consumers', 'Consumers'],
  ['bindings', 'Bindings'],
  ['policy', 'Arguments and policy'],
];
const LONG_MS = 60_000;
const FLOW = [
  ['In', 'publish', 'k1'],
  ['Out', 'deliver_get', 'k2'],
  ['Ack', 'ack', 'k4'],
  ['Redeliver', 'redeliver', 'k5'],
  ['Fetch', 'get', 'k6'],
];

export default function queue({ names: [, vhost, name], query, update }) {
  const own = `queues/${path(vhost, name)}`;
  const traffic = new Traffic(query, FLOW, update);
  let tab = query.get('tab') || '';
  let data = null;
  let bindings = [];
  let warnings = []; // of the last five seconds, so that they do not come and go with every figure
  const browser = messageBrowser({ vhost, name, update, changed: () => shown.load() });

  async function ask() {
    [data, bindings] = await Promise.all([get(`${own}?${traffic.asked}`), get(`${own}/bindings`)]);
    data.message_stats ??= {};
    traffic.show(data, data.message_stats);
    warnings = stuck(data);
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
      shown.load();
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

  /** Its own figures of each second. */
  function happened(event, of) {
    if (event === 'gone') shown.load();
    if (event !== 'figures') return;
    const { timestamp, message_rates, ...totals } = of;
    traffic.second(totals, message_rates, timestamp);
  }

  const unfollow = live.follow(`api/x/events${parameters({ vhost, queue: name, types: 'figures' })}`, happened);
  const counts = { consumers: () => data.consumers ?? '', bindings: () => bindings.filter(b => b.source).length };
  const shown = page({
    title: name,
    above: html`<a href="#/queues">Queues</a> in ${vhost}`,
    update,
    ask,
    gone: 'This queue is gone',
    badges: () => features(data),
    actions: () => html`${button('Purge', purge)} ${button('Delete', remove, 'danger')}`,
    view: () => html`
      ${warnings.map(each => warning(each, ['queues', vhost, name]))}
      <section class="card figures" aria-label="Now">${figures(data)}</section>
      <nav class="tabs" aria-label="Parts">
        ${TABS.map(
          ([id, title]) => html`
            <a
              href=${link(['queues', vhost, name], { tab: id, range: traffic.range === 600 ? '' : traffic.range })}
              aria-current=${id === tab ? 'page' : nothing}
              >${title} ${counts[id]?.()}</a
            >
          `,
        )}
      </nav>
      ${part()}
    `,
    changed(next) {
      tab = next.get('tab') || '';
      if (traffic.changed(next)) shown.load();
      if (tab === 'messages') browser.open();
    },
  });
  const close = shown.close;
  shown.close = () => {
    close();
    unfollow();
  };
  if (tab === 'messages') browser.open();
  return shown;

  function part() {
    if (tab === 'messages') return browser.view();
    if (tab === 'consumers') return consumersCard(data);
    if (tab === 'policy') return policyCards(data);
    if (tab === 'bindings')
      return bindingsCard({
        title: 'Messages come from',
        rows: bindings.filter(b => b.source !== ''),
        ends: 'source',
        none: ['Bound to no exchange', 'Messages reach it by its name alone, over the default exchange.'],
        bind: { vhost, to: { kind: 'q', name } },
        done: () => shown.load(),
      });
    return html`
      <div class="row"><span class="grow"></span>${traffic.choice()}</div>
      ${traffic.view()}
      ${card('Publish to this queue', publishForm(vhost, 'amq.default', { key: name, done: () => shown.load() }))}
    `;
  }
}

const warning = ([title, text, tab, kind = 'warn'], names) => html`
  <section class="card health ${kind}">
    <div class="line">
      <b>${title}</b>
      <span class="small muted grow">${text}</span>
      ${tab ? html`<a class="small" href=${link(names, { tab })}>Show</a>` : nothing}
    </div>
  </section>
`;

/** What is wrong with it; if it does not move: why that may be. */
function stuck(q) {
  const words = q.x_damaged
    ? [
        [
          'Messages were lost by damage on disk',
          'What could not be read is gone, what is left is served. At its start the node told the log which. Publish again what is missing; Purge drops what is counted but unreadable.',
          'messages',
          'bad',
        ],
      ]
    : [];
  const of = id => rateOf(q.message_stats, id);
  const rule = key => q.arguments?.[`x-${key}`] ?? q.effective_policy_definition?.[key];
  const refuses = String(rule('overflow')).startsWith('reject-publish');
  const reached = (limit, held) => limit !== undefined && held >= limit;
  if (refuses && (reached(rule('max-length'), q.messages_ready) || reached(rule('max-length-bytes'), q.message_bytes_ready)))
    words.push(['It is full', 'Its limit is reached, and it refuses what is published until something is taken.', 'policy']);
  if (q.messages_ready > 0 && q.consumers === 0)
    words.push(['Nobody takes from it', 'There are messages and no consumer.']);
  else if (q.messages_ready > 0 && of('ack') + of('deliver_no_ack') + of('get_no_ack') === 0) {
    if (of('deliver') > 0)
      words.push([
        'Messages go round',
        `${rate(of('deliver'))} are delivered and none is acknowledged: consumers return or reject what they get.`,
        'consumers',
      ]);
    else if (q.messages_unacknowledged > 0) {
      const since = typeof q.x_oldest_unacked_ms === 'number' ? `, one for ${duration(q.x_oldest_unacked_ms)}` : '';
      words.push([
        'Consumers do not acknowledge',
        `They hold ${number(q.messages_unacknowledged)} messages${since}, and acknowledged none lately.`,
        'consumers',
      ]);
    }
    else words.push(['Consumers take nothing', 'Nothing was delivered lately: they do not read, or are blocked.', 'consumers']);
  } else if (q.messages_ready > 0 && of('publish') > of('deliver_get') * 1.2 + 1)
    words.push(['It grows', `${rate(of('publish'))} come in, ${rate(of('deliver_get'))} are taken.`]);
  if (of('redeliver') > 1 && of('ack') > 0 && of('redeliver') > of('ack') * 0.5)
    words.push([
      'Messages go round',
      `${rate(of('redeliver'))} are delivered again: somebody returns what cannot be handled.`,
      'consumers',
    ]);
  return words;
}

const figures = q =>
  [
    ['Ready', figure(q.messages_ready)],
    ['Unacknowledged', figure(q.messages_unacknowledged)],
    ['Size', bytes(q.message_bytes)],
    ['Consumers', figure(q.consumers)],
    ['In', rate(rateOf(q.message_stats, 'publish'))],
    ['Out', rate(rateOf(q.message_stats, 'deliver_get'))],
    q.head_message_timestamp ? ['Oldest', duration(Date.now() - q.head_message_timestamp * 1000)] : null,
  ]
    .filter(Boolean)
    .map(([title, value]) => html`<div><b>${value}</b><span>${title}</span></div>`);

/** How long a consumer has held what it holds longest; much of what it may is a warning. */
function held(c) {
  const ms = c.x_oldest_unacked_ms;
  if (typeof ms !== 'number') return faint('–');
  return ms > LONG_MS ? badge(duration(ms), 'warn') : duration(ms);
}

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
          cell: c => c.prefetch_count || faint('no limit'),
        },
        { name: 'Holds one for', num: true, cell: held },
        { name: 'State', cell: c => (c.active === false ? badge('waits') : badge('active', 'good')) },
        { name: 'Arguments', cell: c => argumentWords(c.arguments) },
      ],
      q.consumer_details ?? [],
      empty('Nobody consumes', 'Messages stay until somebody does, or until they expire.'),
    ),
  );

function policyCards(q) {
  const policy = q.effective_policy_definition ?? {};
  const given = Object.entries(q.arguments ?? {});
  const own = new Set(given.map(([key]) => key.replace(/^x-/, '')));
  const saying = badge(q.policy || q.operator_policy, 'accent');
  const dead = q.arguments?.['x-dead-letter-exchange'] ?? policy['dead-letter-exchange'];
  const yes = value => (value ? 'yes' : 'no');
  return html`
    <div class="cols">
      ${card(
        'What holds',
        table(
          [
            { name: 'What', main: true, cell: r => r.key },
            { name: 'Value', cell: r => html`<code>${JSON.stringify(r.value)}</code>` },
            { name: 'From', cell: r => r.from },
          ],
          [
            ...given.map(([key, value]) => ({ key, value, from: badge('argument') })),
            ...Object.entries(policy).map(([key, value]) => ({
              key,
              value,
              from: own.has(key) ? html`${saying} ${faint('the stricter of both')}` : saying,
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
              ['Durable', yes(q.durable)],
              ['Exclusive', yes(q.exclusive)],
              ['Deletes itself', q.auto_delete ? 'after its last consumer' : 'no'],
              ['Policy', q.policy ? html`<a href="#/policies">${q.policy}</a>` : 'none'],
              ['Operator policy', q.operator_policy || 'none'],
              ['Node', q.node],
              [
                'Dead letters go to',
                dead === undefined
                  ? 'nowhere'
                  : html`<a href=${link(['exchanges', q.vhost, dead || 'amq.default'])}>${exchangeName(dead)}</a>`,
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
