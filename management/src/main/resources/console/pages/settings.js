// The settings that hold, and where each comes from.
import { get } from '../api.js';
import { badge, card, empty, failure, html, nothing, table, waiting } from '../ui.js';

export default function settings({ update }) {
  let all = null;
  let cause = null;
  let text = '';
  let onlySet = false;
  get('config/effective')
    .then(
      answer => {
        all = Array.isArray(answer)
          ? answer
          : (answer.settings ?? Object.entries(answer).map(([key, value]) => ({ key, value })));
      },
      problem => {
        cause = problem;
      },
    )
    .then(update);
  const shown = () =>
    all.filter(s => (!onlySet || (s.source && s.source !== 'default')) && (s.key ?? '').includes(text));
  return {
    title: 'Configuration',
    view: () => html`
      <div class="head">
        <div class="grow"><h1>Configuration</h1></div>
      </div>
      ${cause ? failure(cause) : nothing}${
        all === null
          ? cause
            ? nothing
            : waiting(8)
          : card(
              'What holds',
              table(
                [
                  {
                    name: 'Key',
                    main: true,
                    cell: s => html`
                      <code>${s.key}</code>
                    `,
                  },
                  {
                    name: 'Value',
                    cell: s => html`
                      <code>${typeof s.value === 'string' ? s.value : JSON.stringify(s.value)}</code>
                    `,
                  },
                  {
                    name: 'From',
                    cell: s =>
                      !s.source || s.source === 'default'
                        ? html`
                            <span class="faint">default</span>
                          `
                        : badge(s.source, 'accent'),
                  },
                ],
                shown(),
                empty('No key matches'),
              ),
              {
                actions: html`
                  <label class="check">
                    <input
                      type="checkbox"
                      @change=${e => {
                        onlySet = e.target.checked;
                        update();
                      }}
                    />
                    Only what was set
                  </label>
                  <input
                    type="search"
                    placeholder="Key contains"
                    aria-label="Key contains"
                    @input=${e => {
                      text = e.target.value.trim();
                      update();
                    }}
                  />
                `,
              },
            )
      }
    `,
  };
}
