// A page that is one list over all of it: a filter, an order, rows by the page.
import { get, path, query as parameters } from '../api.js';
import { number } from '../format.js';
import * as live from '../live.js';
import { adjust } from '../router.js';
import { empty, failure, html, nothing } from '../ui.js';
import { VirtualList } from './vlist.js';

/** {@code address} is of all virtual hosts, {@code ofVhost} of one; {@code before} stands above the list. */
export function listPage({
  title,
  address,
  ofVhost,
  columns,
  none,
  noun,
  ctx,
  actions = () => nothing,
  before = () => nothing,
  sort: first = 'name',
  rowClass,
}) {
  const { query, update, state } = ctx;
  let sort = query.get('sort') || first;
  let reverse = query.get('reverse') === '1';
  let text = query.get('name') || '';
  let vhost = query.get('vhost') || '';
  let timer;
  const list = new VirtualList({
    label: title,
    update,
    columns,
    rowClass,
    fetchPage: (page, size) =>
      get(
        `${vhost && ofVhost ? ofVhost(path(vhost)) : address}${parameters({ page, page_size: size, name: text, use_regex: /[.*+?^$|[\]()]/.test(text) ? 'true' : '', sort, sort_reverse: reverse })}`,
      ),
  });

  function put(change) {
    adjust(change);
    if ('name' in change) text = change.name;
    if ('vhost' in change) vhost = change.vhost;
    if ('sort' in change) sort = change.sort;
    if ('reverse' in change) reverse = change.reverse === '1';
    list.restart();
  }

  const setSort = next => put({ sort: next, reverse: sort === next && !reverse ? '1' : '' });
  const undo = live.on('tick', () => list.refresh());
  list.restart();
  return {
    list,
    title,
    close: undo,
    view: () => html`
      <div class="head">
        <div class="grow"><h1>${title}</h1></div>
        ${actions(list, vhost)}
      </div>
      ${before(list)}${list.cause ? failure(list.cause) : nothing}
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
          ${
            ofVhost
              ? html`
                  <select aria-label="Virtual host" @change=${event => put({ vhost: event.target.value })}>
                    <option value="">All virtual hosts</option>
                    ${state.vhosts.map(
                      v => html`
                        <option value=${v.name} ?selected=${v.name === vhost}>${v.name}</option>
                      `,
                    )}
                  </select>
                `
              : nothing
          }
          <span class="small muted nowrap">
            ${list.total === null ? '' : `${number(list.total)} ${noun}${list.total === 1 ? '' : 's'}`}
          </span>
        </header>
        ${list.view(sort, reverse, setSort, text || vhost ? empty('Nothing matches', 'Change the filter.') : none)}
      </section>
    `,
  };
}
