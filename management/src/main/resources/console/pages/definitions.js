// Definitions as a file: out, and in, after a look at what would change.
import { call, download, path } from '../api.js';
import { number } from '../format.js';
import { attempt, badge, button, card, failure, field, head, html, nothing, optionsOf, table } from '../ui.js';

const KINDS = { added: 'good', changed: 'warn', skipped: 'bad', unchanged: '' };

export default function definitions({ update, state }) {
  let vhost = '';
  let file = null;
  let diff = null;
  let cause = null;
  let busy = false;

  const address = () => `definitions${vhost ? `/${path(vhost)}` : ''}`;

  async function choose(event) {
    const [chosen] = event.target.files;
    file = null;
    cause = null;
    try {
      file = chosen ? { name: chosen.name, content: JSON.parse(await chosen.text()) } : null;
    } catch (problem) {
      cause = new Error(`${chosen.name} is no JSON: ${problem.message}`);
    }
    await look();
  }

  /** What the file would change. */
  async function look() {
    diff = null;
    busy = true;
    update();
    try {
      diff = file && (await call('POST', `${address()}?dry_run=true`, file.content));
    } catch (problem) {
      cause = problem;
    }
    busy = false;
    update();
  }

  async function apply() {
    busy = true;
    update();
    if (await attempt(() => call('POST', address(), file.content), `${file.name} was imported`)) {
      file = null;
      diff = null;
    }
    busy = false;
    update();
  }

  function of(event) {
    vhost = event.target.value;
    cause = null;
    look();
  }

  const rows = () => diff.objects.filter(each => each.outcome !== 'unchanged');

  function count() {
    const counts = {};
    for (const each of diff.objects) counts[each.outcome] = (counts[each.outcome] ?? 0) + 1;
    return Object.entries(counts);
  }

  return {
    title: 'Definitions',
    view: () => html`
      ${head(
        'Definitions',
        html`
          <select aria-label="Of what" @change=${of}>
            ${optionsOf([['', 'The whole node'], ...state.vhosts.map(v => v.name)], vhost)}
          </select>
        `,
      )}
      <div class="cols">
        ${card(
          'Export',
          html`
            <div class="body stack">
              <p class="small muted">
                Users, virtual hosts, permissions, policies, queues, exchanges and bindings as one file, sorted, so
                that two of them can be compared. Messages are not in it.
              </p>
              <div>
                ${button(
                  'Download',
                  () => attempt(() => download(address(), `${state.overview?.node ?? 'leveret'}-definitions.json`)),
                  'primary',
                )}
              </div>
            </div>
          `,
        )}
        ${card(
          'Import',
          html`
            <div class="body stack">
              <p class="small muted">
                Files of Leveret and of RabbitMQ. You see what would change before anything does.
              </p>
              ${field(
                'File',
                html`<input type="file" accept="application/json,.json" @change=${choose} />`,
              )}${cause ? failure(cause) : nothing}
            </div>
          `,
        )}
      </div>
      ${
        file && !cause
          ? card(
              `What ${file.name} would change`,
              html`
                <div class="body row">
                  ${
                    diff
                      ? count().map(([kind, n]) => badge(`${number(n)} ${kind}`, KINDS[kind]))
                      : html`<span class="muted small">Looking …</span>`
                  }
                </div>
                ${
                  diff
                    ? table(
                        [
                          { name: 'What', cell: r => badge(r.outcome, KINDS[r.outcome]) },
                          { name: 'Where', cell: r => r.place },
                          { name: 'Virtual host', cell: r => r.vhost ?? '' },
                          { name: 'Name', main: true, cell: r => r.name },
                          { name: '', cell: r => r.reason ?? '' },
                        ],
                        rows(),
                        html`<div class="body small muted">Nothing: all of it is there already.</div>`,
                      )
                    : nothing
                }
              `,
              {
                actions: html`
                  <button class="btn primary" ?disabled=${busy || !diff} @click=${apply}>Import</button>
                `,
              },
            )
          : nothing
      }
    `,
  };
}
