// Limits of virtual hosts and of users.
import { del, get, path, put } from '../api.js';
import { number } from '../format.js';
import { attempt, card, empty, failure, field, formDialog, html, nothing, table, waiting } from '../ui.js';
import { vhostSelect } from '../parts/declare.js';

const KINDS = [
  {
    id: 'vhost-limits',
    title: 'Virtual hosts',
    owner: 'vhost',
    names: [
      ['max-connections', 'Connections'],
      ['max-queues', 'Queues'],
    ],
  },
  {
    id: 'user-limits',
    title: 'Users',
    owner: 'user',
    names: [
      ['max-connections', 'Connections'],
      ['max-channels', 'Channels'],
    ],
  },
];

export default function limits({ update, state, may }) {
  const lists = {};
  let cause = null;

  async function load() {
    cause = null;
    for (const { id } of KINDS) {
      try {
        lists[id] = await get(id);
      } catch (problem) {
        lists[id] = [];
        if (problem.status !== 401) cause = problem;
      }
    }
    update();
  }

  const set = kind =>
    formDialog({
      title: `Limit of a ${kind.owner === 'vhost' ? 'virtual host' : 'user'}`,
      action: 'Set',
      body: html`
        ${
          kind.owner === 'vhost'
            ? vhostSelect(state.vhosts)
            : field(
                'User',
                html`
                  <input name="user" required autofocus autocomplete="off" />
                `,
              )
        }${field(
          'Of',
          html`
            <select name="limit">
              ${kind.names.map(
                ([id, text]) => html`
                  <option value=${id}>${text}</option>
                `,
              )}
            </select>
          `,
        )}${field(
          'At most',
          html`
            <input name="value" type="number" required />
          `,
          '-1 is no limit, 0 is none at all',
        )}
      `,
      submit: form =>
        put(`${kind.id}/${path(form.get(kind.owner), form.get('limit'))}`, { value: Number(form.get('value')) }),
    }).then(done => {
      if (done) load();
    });

  const clear = async (kind, owner, name) => {
    if (await attempt(() => del(`${kind.id}/${path(owner, name)}`), 'Cleared')) load();
  };
  const rows = kind =>
    (lists[kind.id] ?? []).flatMap(entry =>
      Object.entries(entry.value ?? {}).map(([name, value]) => ({ owner: entry[kind.owner], name, value })),
    );
  load();
  return {
    title: 'Limits',
    view: () => html`
      <div class="head">
        <div class="grow"><h1>Limits</h1></div>
      </div>
      ${cause ? failure(cause) : nothing}
      <div class="cols">
        ${KINDS.map(kind =>
          card(
            kind.title,
            lists[kind.id] === undefined
              ? waiting(3)
              : table(
                  [
                    { name: kind.title.slice(0, -1), main: true, cell: r => r.owner },
                    { name: 'Of', cell: r => kind.names.find(([id]) => id === r.name)?.[1] ?? r.name },
                    { name: 'At most', num: true, cell: r => number(r.value) },
                    {
                      name: '',
                      num: true,
                      cell: r =>
                        may('administrator')
                          ? html`
                              <button class="btn quiet" @click=${() => clear(kind, r.owner, r.name)}>Clear</button>
                            `
                          : nothing,
                    },
                  ],
                  rows(kind),
                  empty('No limits'),
                ),
            {
              actions: may('administrator')
                ? html`
                    <button class="btn" @click=${() => set(kind)}>Set a limit</button>
                  `
                : nothing,
            },
          ),
        )}
      </div>
    `,
  };
}
