// Policies and operator policies, and which queues a pattern means before it is saved.
import { del, get, path, put, query as parameters } from '../api.js';
import { number } from '../format.js';
import * as live from '../live.js';
import { vhostSelect } from '../parts/declare.js';
import { attempt, card, confirm, dialog, empty, failure, field, html, nothing, table, waiting } from '../ui.js';

const KINDS = [
  ['policies', 'Policies', 'New policy'],
  ['operator-policies', 'Operator policies', 'New operator policy'],
];
const APPLIES = ['all', 'queues', 'classic_queues', 'quorum_queues', 'exchanges'];

export default function policies({ update, state, may }) {
  const lists = {};
  let cause = null;

  async function load() {
    try {
      for (const [kind] of KINDS) lists[kind] = await get(kind);
      cause = null;
    } catch (problem) {
      cause = problem;
    }
    update();
  }

  const remove = async (kind, p) => {
    if (
      (await confirm({ title: `Delete ${p.name}?`, text: 'It ceases to hold at once.', action: 'Delete' })) &&
      (await attempt(() => del(`${kind}/${path(p.vhost, p.name)}`), 'Deleted'))
    )
      load();
  };
  const undo = live.on('tick', load);
  load();
  return {
    title: 'Policies',
    close: undo,
    view: () => html`
      <div class="head">
        <div class="grow"><h1>Policies</h1></div>
      </div>
      ${cause ? failure(cause) : nothing}${KINDS.map(([kind, title, action]) =>
        card(
          title,
          lists[kind] === undefined
            ? waiting(3)
            : table(
                [
                  { name: 'Name', main: true, cell: p => p.name },
                  { name: 'Virtual host', cell: p => p.vhost },
                  {
                    name: 'Names',
                    cell: p => html`
                      <code>${p.pattern}</code>
                    `,
                  },
                  { name: 'Of', cell: p => p['apply-to'] },
                  {
                    name: 'Says',
                    cell: p => html`
                      <span class="row">
                        ${Object.entries(p.definition).map(
                          ([key, value]) => html`
                            <code class="badge">${key} = ${JSON.stringify(value)}</code>
                          `,
                        )}
                      </span>
                    `,
                  },
                  { name: 'Priority', num: true, cell: p => p.priority },
                  {
                    name: '',
                    num: true,
                    cell: p =>
                      allowed(kind)
                        ? html`
                            <button class="btn quiet" @click=${() => edit(kind, p)}>Change</button>
                            <button class="btn quiet" @click=${() => remove(kind, p)}>Delete</button>
                          `
                        : nothing,
                  },
                ],
                lists[kind],
                empty(
                  'None',
                  kind === 'policies'
                    ? 'A policy gives arguments to all queues and exchanges whose names match.'
                    : 'An operator policy sets limits that users cannot pass.',
                ),
              ),
          {
            actions: allowed(kind)
              ? html`
                  <button class="btn" @click=${() => edit(kind)}>${action}</button>
                `
              : nothing,
          },
        ),
      )}
    `,
  };

  function allowed(kind) {
    return kind === 'policies' ? may('policymaker') : may('administrator');
  }

  function edit(kind, p) {
    let preview = null;
    let problem = null;
    let timer;
    const look = (box, form) => {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const data = new FormData(form);
        const pattern = data.get('pattern');
        try {
          preview = pattern
            ? await get(
                `queues/${path(p?.vhost ?? data.get('vhost'))}${parameters({ page: 1, page_size: 8, use_regex: 'true', name: pattern, columns: 'name,type' })}`,
              )
            : null;
        } catch {
          preview = null;
        }
        box.update();
      }, 250);
    };
    return dialog(
      box => html`
        <form
          method="dialog"
          @input=${event => look(box, event.currentTarget)}
          @submit=${async event => {
            event.preventDefault();
            const data = new FormData(event.target);
            try {
              await put(`${kind}/${path(p?.vhost ?? data.get('vhost'), p?.name ?? data.get('name'))}`, {
                pattern: data.get('pattern'),
                'apply-to': data.get('apply'),
                priority: Number(data.get('priority')),
                definition: JSON.parse(data.get('definition')),
              });
              box.close(true);
            } catch (cause) {
              problem = cause instanceof SyntaxError ? new Error(`What it says is no JSON: ${cause.message}`) : cause;
              box.update();
            }
          }}
        >
          <header><h2>${p ? p.name : kind === 'policies' ? 'New policy' : 'New operator policy'}</h2></header>
          <div class="body">
            <div class="form two">
              ${p ? nothing : vhostSelect(state.vhosts)}${
                p
                  ? nothing
                  : field(
                      'Name',
                      html`
                        <input name="name" required autofocus autocomplete="off" />
                      `,
                    )
              }
              ${field(
                'Names that match',
                html`
                  <input
                    name="pattern"
                    class="mono"
                    required
                    .value=${p?.pattern ?? ''}
                    placeholder="^orders\\."
                    autocomplete="off"
                    spellcheck="false"
                  />
                `,
              )}${field(
                'Of',
                html`
                  <select name="apply">
                    ${APPLIES.map(
                      a => html`
                        <option ?selected=${a === p?.['apply-to']}>${a}</option>
                      `,
                    )}
                  </select>
                `,
              )}${field(
                'Priority',
                html`
                  <input name="priority" type="number" .value=${String(p?.priority ?? 0)} />
                `,
              )}
            </div>
            ${field(
              'Says',
              html`
                <textarea
                  name="definition"
                  rows="4"
                  required
                  .value=${JSON.stringify(p?.definition ?? {}, null, 2)}
                ></textarea>
              `,
              'JSON, such as {"max-length": 1000, "dead-letter-exchange": "dlx"}',
            )}
            ${
              preview
                ? html`
                    <div class="note">
                      ${number(preview.filtered_count)} queue${preview.filtered_count === 1 ? '' : 's'}
                      match${preview.filtered_count === 1 ? 'es' : ''}${
                        preview.items.length
                          ? html`
                              :
                              ${preview.items.map(
                                (q, i) => html`
                                  ${i ? ', ' : ''}
                                  <b>${q.name}</b>
                                `,
                              )}${preview.filtered_count > preview.items.length ? ' …' : ''}
                            `
                          : nothing
                      }
                    </div>
                  `
                : nothing
            }${problem ? failure(problem) : nothing}
          </div>
          <footer>
            <button type="button" class="btn" @click=${() => box.close()}>Cancel</button>
            <button class="btn primary">Save</button>
          </footer>
        </form>
      `,
    ).then(done => {
      if (done) load();
    });
  }
}
