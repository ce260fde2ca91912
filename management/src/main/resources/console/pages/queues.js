// All queues: any number of them, found and put in order by the node.
import { del, path } from '../api.js';
import { spark } from '../charts.js';
import { bytes, compact, figure as short, number, rate, rateOf } from '../format.js';
import { declareQueue } from '../parts/declare.js';
import { listPage } from '../parts/listpage.js';
import { link } from '../router.js';
import { attempt, badge, button, confirm, empty, html, nothing, toast } from '../ui.js';

const SPARK_POINTS = 30;
const FILTERS = [
  ['', 'All'],
  ['messages>0', 'With messages'],
  ['messages>1000', 'More than 1,000'],
  ['no-consumers', 'Without consumers'],
  ['idle', 'Idle'],
  ['policy', 'With a policy'],
  ['classic', 'Classic'],
  ['quorum', 'Quorum'],
  ['exclusive', 'Exclusive'],
  ['damaged', 'Damaged'],
];
export const features = q => [
  q.type && q.type !== 'classic' ? badge(q.type, 'info') : nothing,
  q.durable ? nothing : badge('transient'),
  q.exclusive ? badge('exclusive') : nothing,
  q.auto_delete ? badge('auto-delete') : nothing,
  q.arguments?.['x-max-priority'] ? badge('priority') : nothing,
  q.arguments?.['x-dead-letter-exchange'] !== undefined
    ? badge('DLX', '', `dead letters go to ${q.arguments['x-dead-letter-exchange']}`)
    : nothing,
  q.policy ? badge(q.policy, 'accent', `policy ${q.policy}`) : nothing,
  q.state && q.state !== 'running' ? badge(q.state, 'warn') : nothing,
];

const figure = (id, name, width, sort, cell) => ({ id, name, width, num: true, sort, cell });
const speed = (id, name, stat) =>
  figure(id, name, '80px', `message_stats.${stat}_details.rate`, q => rate(rateOf(q.message_stats, stat)));
const queues = count => `${count} queue${count > 1 ? 's' : ''}`;

export default function queuesPage(ctx) {
  const chosen = new Map();
  const depths = new Map();
  const key = q => `${q.vhost}\n${q.name}`;

  function seen(q) {
    const points = depths.get(key(q)) ?? [];
    points.push(q.messages ?? 0);
    if (points.length > SPARK_POINTS) points.shift();
    depths.set(key(q), points);
  }

  function choose(q) {
    if (!chosen.delete(key(q))) chosen.set(key(q), q);
    ctx.update();
  }

  async function each(action, word) {
    let done = 0;
    for (const q of [...chosen.values()]) {
      if (!(await attempt(() => action(q)))) break;
      chosen.delete(key(q));
      done++;
    }
    toast(`${done} ${word}`);
    page.list.restart();
  }

  async function purgeAll() {
    const count = [...chosen.values()].reduce((sum, q) => sum + (q.messages_ready ?? 0), 0);
    if (
      await confirm({
        title: `Purge ${queues(chosen.size)}?`,
        text: `${number(count)} messages are removed for good.`,
        action: 'Purge',
        typed: count ? 'purge' : undefined,
      })
    )
      await each(q => del(`queues/${path(q.vhost, q.name)}/contents`), 'purged');
  }

  async function deleteAll() {
    const full = [...chosen.values()].filter(q => q.messages > 0);
    const held = compact(full.reduce((sum, q) => sum + q.messages, 0));
    if (
      await confirm({
        title: `Delete ${queues(chosen.size)}?`,
        text: full.length
          ? `${full.length} of them hold ${held} messages, which are lost.`
          : 'They are all empty.',
        action: 'Delete',
        typed: full.length > 1 ? `delete ${full.length} queues` : full[0]?.name,
      })
    )
      await each(q => del(`queues/${path(q.vhost, q.name)}`), 'deleted');
  }

  const page = listPage({
    ctx,
    title: 'Queues',
    noun: 'queue',
    address: 'queues',
    ofVhost: vhost => `queues/${vhost}`,
    filters: FILTERS,
    seen,
    restarted: () => chosen.clear(),
    rowClass: q => (chosen.has(key(q)) ? 'chosen' : ''),
    none: empty('No queues yet', 'A queue appears here as soon as a client declares it, or you make one.'),
    actions: list =>
      button(
        'New queue',
        async () => (await declareQueue(ctx.state.vhosts, page.vhost())) && list.restart(),
        'primary',
      ),
    foot: () =>
      chosen.size
        ? html`
            <div class="actions" role="toolbar" aria-label="Chosen queues">
              <b>${chosen.size} chosen</b>
              <span class="grow"></span>
              ${button(
                'Choose none',
                () => {
                  chosen.clear();
                  ctx.update();
                },
                'quiet',
              )}
              ${button('Purge', purgeAll)} ${button('Delete', deleteAll, 'danger')}
            </div>
          `
        : nothing,
    columns: [
      {
        id: 'choose',
        name: '',
        width: '44px',
        cell: q => html`<input
          type="checkbox"
          aria-label="Choose ${q.name}"
          .checked=${chosen.has(key(q))}
          @change=${() => choose(q)}
        />`,
      },
      {
        id: 'name',
        name: 'Name',
        width: 'minmax(190px,4fr)',
        sort: 'name',
        cell: q => html`<a href=${link(['queues', q.vhost, q.name])}>${q.name}</a>`,
      },
      { id: 'vhost', name: 'Virtual host', wide: true, width: 'minmax(96px,.8fr)', sort: 'vhost', cell: q => q.vhost },
      { id: 'features', name: 'Features', wide: true, width: 'minmax(150px,1fr)', cell: features },
      figure('ready', 'Ready', '92px', 'messages_ready', q => short(q.messages_ready)),
      figure('unacked', 'Unacked', '92px', 'messages_unacknowledged', q => short(q.messages_unacknowledged)),
      figure('bytes', 'Size', '84px', 'message_bytes', q => bytes(q.message_bytes)),
      figure('consumers', 'Consumers', '96px', 'consumers', q =>
        q.consumers === 0 && q.messages > 0 ? badge('none', 'warn') : short(q.consumers),
      ),
      speed('in', 'In', 'publish'),
      speed('out', 'Out', 'deliver_get'),
      { id: 'spark', name: 'Messages', width: '108px', cell: q => spark(depths.get(key(q))) },
    ],
  });
  return page;
}
