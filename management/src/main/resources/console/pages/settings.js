// The settings that hold.
import { get } from '../api.js';
import { page } from '../parts/page.js';
import { card, empty, html, table } from '../ui.js';

const COLUMNS = [
  { name: 'Key', main: true, cell: s => html`<code>${s.key}</code>` },
  { name: 'Value', cell: s => html`<code class="wrap">${s.value}</code>` },
];

export default function settings({ update }) {
  let all = [];
  let text = '';

  function find(event) {
    text = event.target.value.trim();
    update();
  }

  const search = html`<input type="search" placeholder="Key contains" aria-label="Key contains" @input=${find} />`;
  return page({
    title: 'Configuration',
    update,
    events: [],
    ask: async () => {
      all = Object.entries(await get('config/effective')).map(([key, value]) => ({ key, value }));
    },
    view: () =>
      card(
        'What holds',
        table(
          COLUMNS,
          all.filter(s => s.key.includes(text)),
          empty('No key matches'),
        ),
        { actions: search },
      ),
  });
}
