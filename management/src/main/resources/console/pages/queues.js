// All queues: any number of them, found and put in order by the node.
import { del, get, path, query as parameters } from '../api.js';
import { spark } from '../charts.js';
import { bytes, compact, number, rate, rateOf } from '../format.js';
import * as live from '../live.js';
import { VirtualList } from '../parts/vlist.js';
import { adjust, link } from '../router.js';
import { attempt, badge, confirm, empty, failure, html, nothing, toast } from '../ui.js';
import { declareQueue } from '../parts/declare.js';

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

export default function queues({ query, update, state }) {
  let sort = query.get('sort') || 'name';
  let reverse = query.get('reverse') === '1';
  let text = query.get('name') || '';
  let vhost = query.get('vhost') || '';
  let filter = query.get('filter') || '';
  const chosen = new Map();
  const seen = new Map();
  let timer;

  const key = q => `${q.vhost}\n${q.name}`;
  const list = new VirtualList({
    label: 'Queues',
    key,
    update,
    rowClass: q => (chosen.has(key(q)) ? 'chosen' : ''),
    fetchPage: async (page, size) => {
      const answer = await get(
        `queues${vhost ? `/${path(vhost)}` : ''}${parameters({ page, page_size: size, name: text, use_regex: /[.*+?^$|[\]()]/.test(text) ? 'true' : '', sort, sort_reverse: reverse, filter })}`,
      );
      for (const q of answer.items) remember(q);
      return answer;
    },
    columns: [
      {
        id: 'choose',
        name: '',
        width: '40px',
        cell: q => html`
          <input
            type="checkbox"
            aria-label="Choose ${q.name}"
            .checked=${chosen.has(key(q))}
            @change=${() => choose(q)}
          />
        `,
      },
      {
        id: 'name',
        name: 'Name',
        width: 'minmax(200px,3fr)',
        sort: 'name',
        cell: q => html`
          <a href=${link(['queues', q.vhost, q.name])}>${q.name}</a>
        `,
      },
      { id: 'vhost', name: 'Virtual host', width: 'minmax(100px,.8fr)', sort: 'vhost', cell: q => q.vhost },
      { id: 'features', name: 'Features', width: 'minmax(150px,1.3fr)', cell: features },
      {
        id: 'ready',
        name: 'Ready',
        width: '92px',
        num: true,
        sort: 'messages_ready',
        cell: q => number(q.messages_ready),
      },
      {
        id: 'unacked',
        name: 'Unacked',
        width: '92px',
        num: true,
        sort: 'messages_unacknowledged',
        cell: q => number(q.messages_unacknowledged),
      },
      {
        id: 'bytes',
        name: 'Size',
        width: '92px',
        num: true,
        sort: 'message_bytes',
        cell: q => bytes(q.message_bytes),
      },
      {
        id: 'consumers',
        name: 'Consumers',
        width: '96px',
        num: true,
        sort: 'consumers',
        cell: q => (q.consumers === 0 && q.messages > 0 ? badge('none', 'warn') : number(q.consumers)),
      },
      {
        id: 'in',
        name: 'In',
        width: '88px',
        num: true,
        sort: 'message_stats.publish_details.rate',
        cell: q => rate(rateOf(q.message_stats, 'publish')),
      },
      {
        id: 'out',
        name: 'Out',
        width: '88px',
        num: true,
        sort: 'message_stats.deliver_get_details.rate',
        cell: q => rate(rateOf(q.message_stats, 'deliver_get')),
      },
      { id: 'spark', name: 'Messages', width: '110px', cell: q => spark(seen.get(key(q))) },
    ],
  });

  function remember(q) {
    const points = seen.get(key(q)) ?? [];
    points.push(q.messages ?? 0);
    if (points.length > SPARK_POINTS) points.shift();
    seen.set(key(q), points);
  }

  function choose(q) {
    if (!chosen.delete(key(q))) chosen.set(key(q), q);
    update();
  }

  function put(change) {
    adjust(change);
    ({
      sort = sort,
      reverse = reverse,
      name: text = text,
      vhost = vhost,
      filter = filter,
    } = { ...change, reverse: change.reverse === undefined ? reverse : change.reverse === '1' });
    chosen.clear();
    list.restart();
  }

  const setSort = next =>
    put({
      sort: next,
      reverse: sort === next ? (reverse ? '' : '1') : next === 'name' || next === 'vhost' ? '' : '1',
    });

  async function purgeAll() {
    const names = [...chosen.values()];
    const count = names.reduce((sum, q) => sum + (q.messages_ready ?? 0), 0);
    if (
      !(await confirm({
        title: `Purge ${names.length} queue${names.length > 1 ? 's' : ''}?`,
        text: `${number(count)} messages are removed for good.`,
        action: 'Purge',
        typed: count ? 'purge' : undefined,
      }))
    )
      return;
    await each(names, q => del(`queues/${path(q.vhost, q.name)}/contents`), 'purged');
  }

  async function deleteAll() {
    const names = [...chosen.values()];
    const full = names.filter(q => q.messages > 0);
    const typed = full.length === 0 ? undefined : full.length === 1 ? full[0].name : `delete ${full.length} queues`;
    if (
      !(await confirm({
        title: `Delete ${names.length} queue${names.length > 1 ? 's' : ''}?`,
        text: full.length
          ? `${full.length} of them hold ${compact(full.reduce((sum, q) => sum + q.messages, 0))} messages, which are lost.`
          : 'They are all empty.',
        action: 'Delete',
        typed,
      }))
    )
      return;
    await each(names, q => del(`queues/${path(q.vhost, q.name)}`), 'deleted');
  }

  async function each(names, action, word) {
    let done = 0;
    for (const q of names) {
      if (!(await attempt(() => action(q)))) break;
      chosen.delete(key(q));
      done++;
    }
    toast(`${done} ${word}`);
    list.restart();
  }

  const undo = live.on('tick', () => list.refresh());
  list.restart();

  return {
    title: 'Queues',
    close: undo,
    view: () => html`
      <div class="head">
        <div class="grow"><h1>Queues</h1></div>
        <button
          class="btn primary"
          @click=${async () => {
            if (await declareQueue(state.vhosts, vhost)) list.restart();
          }}
        >
          New queue
        </button>
      </div>
      ${list.cause ? failure(list.cause) : nothing}
      <section class="card">
        <header>
          <input
            type="search"
            class="grow"
            aria-label="Filter by name"
            placeholder="Name contains, or a regular expression"
            .value=${text}
            @input=${event => {
              clearTimeout(timer);
              const { value } = event.target;
              timer = setTimeout(() => put({ name: value }), 200);
            }}
          />
          <select aria-label="Virtual host" @change=${event => put({ vhost: event.target.value })}>
            <option value="">All virtual hosts</option>
            ${state.vhosts.map(
              v => html`
                <option value=${v.name} ?selected=${v.name === vhost}>${v.name}</option>
              `,
            )}
          </select>
          <select aria-label="Which" @change=${event => put({ filter: event.target.value })}>
            ${FILTERS.map(
              ([value, name]) => html`
                <option value=${value} ?selected=${value === filter}>${name}</option>
              `,
            )}
          </select>
          <span class="small muted nowrap">
            ${list.total === null ? '' : `${number(list.total)} queue${list.total === 1 ? '' : 's'}`}
          </span>
        </header>
        ${list.view(sort, reverse, setSort, empty(text || filter || vhost ? 'No queue matches' : 'No queues yet', text || filter || vhost ? 'Change the filter.' : 'A queue appears here as soon as a client declares it, or you make one.'))}
        ${
          chosen.size
            ? html`
                <div class="actions" role="toolbar" aria-label="Chosen queues">
                  <b>${chosen.size} chosen</b>
                  <span class="grow"></span>
                  <button
                    class="btn quiet"
                    @click=${() => {
                      chosen.clear();
                      update();
                    }}
                  >
                    Choose none
                  </button>
                  <button class="btn" @click=${purgeAll}>Purge</button>
                  <button class="btn danger" @click=${deleteAll}>Delete</button>
                </div>
              `
            : nothing
        }
      </section>
    `,
  };
}
