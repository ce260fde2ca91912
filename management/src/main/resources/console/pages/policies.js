// Policies and operator policies, and which queues a pattern means before it is saved.
import { del, get, path, put, query as parameters } from '../api.js';
import { number } from '../format.js';
import { vhostSelect } from '../parts/declare.js';
import { page } from '../parts/page.js';
import { argumentWords, attempt, button, card, confirm, dialog, empty, failure, field, html, input, nothing, select, table } from '../ui.js';

const KINDS = [
  ['policies', 'Policies', 'New policy'],
  ['operator-policies', 'Operator policies', 'New operator policy'],
];
const APPLIES = ['all', 'queues', 'classic_queues', 'quorum_queues', 'exchanges'];

export default function policies({ update, state, may }) {
  const lists = {};
  const remove = async (kind, p) => {
    if (
      (await confirm({ title: `Delete ${p.name}?`, text: 'It ceases to hold at once.', action: 'Delete' })) &&
      (await attempt(() => del(`${kind}/${path(p.vhost, p.name)}`), 'Deleted'))
    )
      shown.load();
  };
  const none = {
    policies: 'A policy gives arguments to all queues and exchanges whose names match.',
    'operator-policies': 'An operator policy sets limits that users cannot pass.',
  };
  const columns = kind => [
    { name: 'Name', main: true, cell: p => p.name },
    { name: 'Virtual host', cell: p => p.vhost },
    { name: 'Names', cell: p => html`<code>${p.pattern}</code>` },
    { name: 'Of', cell: p => p['apply-to'] },
    { name: 'Says', cell: p => argumentWords(p.definition) },
    { name: 'Priority', num: true, cell: p => p.priority },
    {
      name: '',
      num: true,
      cell: p =>
        allowed(kind)
          ? html`${button('Change', () => edit(kind, p), 'quiet')} ${button('Delete', () => remove(kind, p), 'quiet')}`
          : nothing,
    },
  ];
  const shown = page({
    title: 'Policies',
    update,
    ask: async () => {
      for (const [kind] of KINDS) lists[kind] = await get(kind);
    },
    view: () =>
      KINDS.map(([kind, title, action]) =>
        card(title, table(columns(kind), lists[kind], empty(`No ${title.toLowerCase()}`, none[kind])), {
          actions: allowed(kind) ? button(action, () => edit(kind)) : nothing,
        }),
      ),
  });
  return shown;

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
              ${p ? nothing : vhostSelect(state.vhosts)}
              ${p ? nothing : input('Name', 'name', { required: true, focus: true })}
              ${input('Names that match', 'pattern', { value: p?.pattern, required: true, place: '^orders\\.' })}
              ${select('Of', 'apply', APPLIES, p?.['apply-to'])}
              ${input('Priority', 'priority', { type: 'number', value: String(p?.priority ?? 0) })}
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
            ${button('Cancel', () => box.close())}
            <button class="btn primary">Save</button>
          </footer>
        </form>
      `,
    ).then(done => {
      if (done) shown.load();
    });
  }
}
