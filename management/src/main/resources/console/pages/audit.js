// Who did what: the last administrative actions of the process. All of them are in its log.
import { get } from '../api.js';
import { moment } from '../format.js';
import * as live from '../live.js';
import { badge, card, empty, failure, html, nothing, table, waiting } from '../ui.js';

const COLUMNS = [
  { name: 'At', cell: l => html`<span class="nowrap">${moment(l.timestamp)}</span>` },
  { name: 'Who', main: true, cell: l => l.user || html`<span class="faint">nobody</span>` },
  { name: 'From', cell: l => l.from },
  { name: 'What', cell: l => html`<code class="wrap">${l.action}</code>` },
  { name: 'Result', cell: l => badge(l.done ? 'done' : `refused ${l.result}`, l.done ? 'good' : 'bad') },
];

export default function audit({ update }) {
  let lines = null;
  let cause = null;
  let text = '';

  async function load() {
    try {
      lines = await get('x/audit');
      cause = null;
    } catch (problem) {
      cause = problem;
    }
    update();
  }

  function find(event) {
    text = event.target.value.trim().toLowerCase();
    update();
  }

  const shown = () => lines.filter(l => `${l.user} ${l.from} ${l.action}`.toLowerCase().includes(text));
  const search = html`<input type="search" placeholder="Contains" aria-label="Contains" @input=${find} />`;
  const undo = [live.on('tick', load), live.on('change', load)];
  load();
  return {
    title: 'Audit log',
    close: () => undo.forEach(each => each()),
    view: () => html`
      <div class="head"><h1 class="grow">Audit log</h1></div>
      ${cause ? failure(cause) : nothing}
      ${lines === null
        ? waiting(6)
        : card('What was done', table(COLUMNS, shown(), empty('Nothing yet', 'What anybody changes appears here.')), {
            actions: search,
          })}
    `,
  };
}
