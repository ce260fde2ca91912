// Who did what: what has happened since this page is open, and before as far as the node remembers.
import { get } from '../api.js';
import { clock } from '../format.js';
import * as live from '../live.js';
import { badge, card, empty, failure, html, nothing, table, waiting } from '../ui.js';

const MOST = 500;

export default function audit({ update }) {
  let lines = null;
  let cause = null;
  let text = '';
  get('x/audit')
    .then(
      answer => {
        lines = [...(lines ?? []), ...(answer.entries ?? answer)].slice(0, MOST);
      },
      problem => {
        lines ??= [];
        if (problem.status !== 404) cause = problem;
      },
    )
    .then(update);
  const undo = live.on('change', event => {
    lines = [
      {
        at: event.at ?? Date.now(),
        user: event.user,
        action: event.type,
        object: [event.vhost, event.name].filter(Boolean).join(' '),
        result: 'done',
        from: event.from,
      },
      ...(lines ?? []),
    ].slice(0, MOST);
    update();
  });
  const shown = () => lines.filter(l => !text || JSON.stringify(l).toLowerCase().includes(text));
  return {
    title: 'Audit log',
    close: undo,
    view: () => html`
      <div class="head">
        <div class="grow"><h1>Audit log</h1></div>
      </div>
      ${cause ? failure(cause) : nothing}${
        lines === null
          ? waiting(6)
          : card(
              'What was done',
              table(
                [
                  {
                    name: 'At',
                    cell: l => html`
                      <span class="nowrap">${clock(l.at)}</span>
                    `,
                  },
                  {
                    name: 'Who',
                    main: true,
                    cell: l =>
                      l.user ||
                      html`
                        <span class="faint">the node</span>
                      `,
                  },
                  { name: 'From', cell: l => l.from ?? '' },
                  {
                    name: 'What',
                    cell: l => html`
                      <code>${l.action}</code>
                    `,
                  },
                  {
                    name: 'On what',
                    cell: l => html`
                      <span class="wrap">${l.object ?? ''}</span>
                    `,
                  },
                  {
                    name: 'Result',
                    cell: l =>
                      l.result === 'done' || l.result === 'ok' ? badge('done', 'good') : badge(l.result ?? '', 'bad'),
                  },
                ],
                shown(),
                empty('Nothing yet', 'What anybody changes appears here as it happens.'),
              ),
              {
                actions: html`
                  <input
                    type="search"
                    placeholder="Contains"
                    aria-label="Contains"
                    @input=${e => {
                      text = e.target.value.trim().toLowerCase();
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
