// A page that is one list over all of it: a filter, an order, rows by the page. What is shown stands in the address.
import { get, path, query as parameters } from '../api.js';
import { number } from '../format.js';
import * as live from '../live.js';
import { adjust } from '../router.js';
import { empty, failure, head, html, nothing, optionsOf } from '../ui.js';
import { savedViews } from './views.js';
import { VirtualList } from './vlist.js';

const SEARCH_MS = 200;
const EXPRESSION = /[.*+?^$|[\]()]/;

/**
 * {@code address} is of all virtual hosts, {@code ofVhost} of one; {@code filters} are those that the node knows by a
 * word; {@code foot} stands below the list, {@code seen} is told each row that comes.
 */
export function listPage({
  title,
  address,
  ofVhost,
  columns,
  none,
  noun,
  ctx,
  filters,
  actions = () => nothing,
  foot = () => nothing,
  restarted = () => {},
  seen = () => {},
  rowClass,
}) {
  const { update, state } = ctx;
  let of;
  let timer;
  const list = new VirtualList({
    label: title,
    update,
    columns,
    rowClass,
    fetchPage: async (page, size) => {
      const { vhost, name, sort, reverse, filter } = of;
      const use_regex = EXPRESSION.test(name) ? 'true' : '';
      const own = vhost && ofVhost ? ofVhost(path(vhost)) : address;
      const answer = await get(
        `${own}${parameters({ page, page_size: size, name, use_regex, sort, sort_reverse: reverse, filter })}`,
      );
      answer.items.forEach(seen);
      return answer;
    },
  });
  const views = savedViews(address, update);

  /** Shows what the address says. */
  function changed(query) {
    const text = key => query.get(key) ?? '';
    const next = {
      name: text('name'),
      vhost: text('vhost'),
      filter: text('filter'),
      sort: text('sort') || 'name',
      reverse: text('reverse') === '1',
    };
    if (JSON.stringify(next) === JSON.stringify(of)) return;
    of = next;
    restarted();
    list.restart();
  }

  /** Figures begin with the largest, names with the first. */
  function setSort(sort) {
    const reverse = sort === of.sort ? !of.reverse : Boolean(columns.find(c => c.sort === sort).num);
    adjust({ sort, reverse: reverse ? '1' : '' });
  }

  function typed(event) {
    clearTimeout(timer);
    const { value } = event.target;
    timer = setTimeout(() => adjust({ name: value }), SEARCH_MS);
  }

  const choice = (label, key, options) => html`
    <select aria-label=${label} @change=${event => adjust({ [key]: event.target.value })}>
      ${optionsOf(options, of[key])}
    </select>
  `;
  const undo = live.on('tick', () => list.refresh());
  changed(ctx.query);
  return {
    list,
    title,
    changed,
    close: undo,
    vhost: () => of.vhost,
    view: () => html`
      ${head(title, actions(list))}${
        list.cause ? failure(list.cause, () => list.load(true)) : nothing
      }
      <section class="card">
        <header>
          <input
            type="search"
            class="grow"
            aria-label="Filter by name"
            placeholder="Name contains, or a regular expression"
            .value=${of.name}
            @input=${typed}
          />
          ${
            ofVhost
              ? choice('Virtual host', 'vhost', [['', 'All virtual hosts'], ...state.vhosts.map(v => v.name)])
              : nothing
          }
          ${filters ? choice('Which', 'filter', filters) : nothing} ${views.view()}
          <span class="small muted nowrap count">
            ${list.total === null ? '' : `${number(list.total)} ${noun}${list.total === 1 ? '' : 's'}`}
          </span>
        </header>
        ${list.view(of.sort, of.reverse, setSort, of.name || of.vhost || of.filter ? empty('Nothing matches', 'Change the filter.') : none)}
        ${foot(list)}
      </section>
    `,
  };
}
