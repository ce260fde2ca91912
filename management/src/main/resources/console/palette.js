// "/" finds anything: pages at once, and what there is by name.
import { get } from './api.js';
import { link } from './router.js';
import { badge, dialog, html } from './ui.js';

const SOURCES = [
  [
    'queue',
    text => `queues?page=1&page_size=8&name=${encodeURIComponent(text)}&columns=name,vhost`,
    o => [o.name, o.vhost, ['queues', o.vhost, o.name]],
  ],
  [
    'exchange',
    text => `exchanges?page=1&page_size=5&name=${encodeURIComponent(text)}&columns=name,vhost`,
    o => [o.name || '(default)', o.vhost, ['exchanges', o.vhost, o.name || 'amq.default']],
  ],
  [
    'connection',
    text => `connections?page=1&page_size=5&name=${encodeURIComponent(text)}&columns=name,vhost,user`,
    o => [o.name, o.user, ['connections', o.name]],
  ],
  ['user', () => 'users', o => [o.name, (Array.isArray(o.tags) ? o.tags : [o.tags]).join(', '), ['users', o.name]]],
  ['policy', () => 'policies', o => [o.name, o.vhost, ['policies']]],
];
let open = false;

async function found(text) {
  const lists = await Promise.all(
    SOURCES.map(async ([kind, address, entry]) => {
      try {
        const answer = await get(address(text));
        const all = (answer.items ?? answer).map(o => [kind, ...entry(o)]);
        return all.filter(([, name]) => name.toLowerCase().includes(text.toLowerCase())).slice(0, 8);
      } catch {
        return []; // what this user may not see is not found
      }
    }),
  );
  return lists.flat();
}

export async function openPalette(pages) {
  if (open) return;
  open = true;
  let text = '';
  let chosen = 0;
  let results = pages.map(([name, names]) => ['page', name, '', names]);
  let round = 0;
  const search = async box => {
    const own = ++round;
    const matching = pages
      .filter(([name]) => name.toLowerCase().includes(text.toLowerCase()))
      .map(([name, names]) => ['page', name, '', names]);
    const more = text ? await found(text) : [];
    if (own !== round) return;
    results = [...matching, ...more];
    chosen = 0;
    box.update();
  };
  await dialog(
    box => html`
      <div>
        <input
          type="search"
          aria-label="Search queues, exchanges, connections, users, pages"
          placeholder="Search anything"
          autofocus
          autocomplete="off"
          spellcheck="false"
          @input=${event => {
            text = event.target.value.trim();
            search(box);
          }}
          @keydown=${event => {
            if (event.key === 'ArrowDown') chosen = Math.min(results.length - 1, chosen + 1);
            else if (event.key === 'ArrowUp') chosen = Math.max(0, chosen - 1);
            else if (event.key === 'Escape') box.close();
            else if (event.key === 'Enter' && results[chosen]) {
              location.hash = link(results[chosen][3]);
              box.close();
              return;
            } else return;
            event.preventDefault();
            box.update();
            document.querySelector('.palette [aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
          }}
        />
        <ul role="listbox" aria-label="Found">
          ${results.map(
            ([kind, name, detail, names], i) => html`
              <li>
                <a
                  role="option"
                  aria-selected=${String(i === chosen)}
                  href=${link(names)}
                  @click=${() => box.close()}
                >
                  ${badge(kind)}
                  <span class="grow ellipsis">${name}</span>
                  <span class="muted small">${detail}</span>
                </a>
              </li>
            `,
          )}
        </ul>
      </div>
    `,
    { kind: 'palette' },
  );
  open = false;
}
