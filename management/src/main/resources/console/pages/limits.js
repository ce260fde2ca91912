// Limits of virtual hosts and of users.
import { del, get, path, put } from '../api.js';
import { number } from '../format.js';
import { attempt, button, card, empty, formDialog, html, input, nothing, select, table } from '../ui.js';
import { vhostSelect } from '../parts/declare.js';
import { page } from '../parts/page.js';

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

  async function ask() {
    for (const { id } of KINDS)
      lists[id] = await get(id).catch(problem => {
        if (problem.status !== 401) throw problem;
        return [];
      });
  }

  const set = kind =>
    formDialog({
      title: `Limit of a ${kind.owner === 'vhost' ? 'virtual host' : 'user'}`,
      action: 'Set',
      body: html`
        ${kind.owner === 'vhost' ? vhostSelect(state.vhosts) : input('User', 'user', { required: true, focus: true })}
        ${select('Of', 'limit', kind.names)}
        ${input('At most', 'value', { type: 'number', required: true, hint: '-1 is no limit, 0 is none at all' })}
      `,
      submit: form =>
        put(`${kind.id}/${path(form.get(kind.owner), form.get('limit'))}`, { value: Number(form.get('value')) }),
    }).then(done => {
      if (done) shown.load();
    });

  const clear = async (kind, owner, name) => {
    if (await attempt(() => del(`${kind.id}/${path(owner, name)}`), 'Cleared')) shown.load();
  };
  const rows = kind =>
    (lists[kind.id] ?? []).flatMap(entry =>
      Object.entries(entry.value ?? {}).map(([name, value]) => ({ owner: entry[kind.owner], name, value })),
    );
  const columns = kind => [
    { name: kind.title.slice(0, -1), main: true, cell: r => r.owner },
    { name: 'Of', cell: r => kind.names.find(([id]) => id === r.name)?.[1] ?? r.name },
    { name: 'At most', num: true, cell: r => number(r.value) },
    {
      name: '',
      num: true,
      cell: r =>
        may('administrator') ? button('Clear', () => clear(kind, r.owner, r.name), 'quiet') : nothing,
    },
  ];
  const shown = page({
    title: 'Limits',
    update,
    ask,
    events: [],
    view: () => html`
      <div class="cols">
        ${KINDS.map(kind =>
          card(kind.title, table(columns(kind), rows(kind), empty('No limits', 'Each may have all there is.')), {
            actions: may('administrator') ? button('Set a limit', () => set(kind)) : nothing,
          }),
        )}
      </div>
    `,
  });
  return shown;
}
