// Who did what: the last administrative actions of the process. All of them are in its log.
import { get } from '../api.js';
import { moment } from '../format.js';
import { page } from '../parts/page.js';
import { badge, card, empty, faint, html, table } from '../ui.js';

const COLUMNS = [
  { name: 'At', cell: l => html`<span class="nowrap">${moment(l.timestamp)}</span>` },
  { name: 'Who', main: true, cell: l => l.user || faint('nobody') },
  { name: 'From', cell: l => l.from },
  { name: 'What', cell: l => html`<code>${l.action}</code>` },
  { name: 'Result', cell: l => badge(l.done ? 'done' : `refused ${l.result}`, l.done ? 'good' : 'bad') },
];

export default function audit({ update }) {
  let lines = [];
  let text = '';

  function find(event) {
    text = event.target.value.trim().toLowerCase();
    update();
  }

  const found = () => lines.filter(l => `${l.user} ${l.from} ${l.action}`.toLowerCase().includes(text));
  const search = html`<input type="search" placeholder="Contains" aria-label="Contains" @input=${find} />`;
  return page({
    title: 'Audit log',
    update,
    events: ['tick', 'change'],
    ask: async () => {
      lines = await get('x/audit');
    },
    view: () =>
      card('What was done', table(COLUMNS, found(), text ? empty('Nothing matches') : empty('Nothing yet', 'What anybody changes appears here.')), {
        actions: search,
      }),
  });
}
