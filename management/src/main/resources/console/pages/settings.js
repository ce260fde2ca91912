// The settings that hold.
import { get } from '../api.js';
import { card, empty, failure, html, nothing, table, waiting } from '../ui.js';

const COLUMNS = [
  { name: 'Key', main: true, cell: s => html`<code>${s.key}</code>` },
  { name: 'Value', cell: s => html`<code class="wrap">${s.value}</code>` },
];

export default function settings({ update }) {
  let all = null;
  let cause = null;
  let text = '';

  async function load() {
    try {
      all = Object.entries(await get('config/effective')).map(([key, value]) => ({ key, value }));
    } catch (problem) {
      cause = problem;
    }
    update();
  }

  function find(event) {
    text = event.target.value.trim();
    update();
  }

  const shown = () => all.filter(s => s.key.includes(text));
  const search = html`<input type="search" placeholder="Key contains" aria-label="Key contains" @input=${find} />`;
  load();
  return {
    title: 'Configuration',
    view: () => html`
      <div class="head"><h1 class="grow">Configuration</h1></div>
      ${cause ? failure(cause) : nothing}
      ${all === null
        ? cause
          ? nothing
          : waiting(8)
        : card('What holds', table(COLUMNS, shown(), empty('No key matches')), { actions: search })}
    `,
  };
}
