// Users, and who may see what here.
import { get, path, put } from '../api.js';
import * as live from '../live.js';
import { link } from '../router.js';
import { badge, card, empty, failure, field, formDialog, html, nothing, table, waiting } from '../ui.js';

export const TAGS = [
  ['administrator', 'may do everything'],
  ['monitoring', 'sees all nodes and connections'],
  ['policymaker', 'changes policies'],
  ['management', 'may use this console'],
  ['impersonator', 'may publish as others'],
];
export const tagsOf = user =>
  Array.isArray(user.tags)
    ? user.tags
    : String(user.tags ?? '')
        .split(',')
        .filter(Boolean);
export const tagBadges = user => tagsOf(user).map(tag => badge(tag, tag === 'administrator' ? 'accent' : ''));

export const tagBoxes = (chosen = []) => html`
  <fieldset class="form bare">
    <legend class="small muted">Tags</legend>
    ${TAGS.map(
      ([tag, what]) => html`
        <label class="check">
          <input type="checkbox" name="tag" value=${tag} ?checked=${chosen.includes(tag)} />
          <b>${tag}</b>
          <span class="faint">${what}</span>
        </label>
      `,
    )}
  </fieldset>
`;

export default function users({ update }) {
  let all = null;
  let permissions = [];
  let cause = null;

  async function load() {
    try {
      [all, permissions] = await Promise.all([get('users'), get('permissions')]);
      cause = null;
    } catch (problem) {
      cause = problem;
    }
    update();
  }

  const make = () =>
    formDialog({
      title: 'New user',
      action: 'Add',
      body: html`
        <div class="form two">
          ${field(
            'Name',
            html`
              <input name="name" required autofocus autocomplete="off" />
            `,
          )}${field(
            'Password',
            html`
              <input name="password" type="password" required autocomplete="new-password" />
            `,
          )}
        </div>
        ${tagBoxes()}
        <label class="check">
          <input type="checkbox" name="all" checked />
          May do everything in the virtual host /
        </label>
      `,
      submit: async data => {
        await put(`users/${path(data.get('name'))}`, {
          password: data.get('password'),
          tags: data.getAll('tag').join(','),
        });
        if (data.has('all'))
          await put(`permissions/${path('/', data.get('name'))}`, { configure: '.*', write: '.*', read: '.*' });
      },
    }).then(done => {
      if (done) load();
    });

  const undo = live.on('tick', load);
  load();
  return {
    title: 'Users',
    close: undo,
    view: () => html`
      <div class="head">
        <div class="grow"><h1>Users</h1></div>
        <button class="btn primary" @click=${make}>New user</button>
      </div>
      ${cause ? failure(cause) : nothing}
      ${card(
        'All users',
        all === null
          ? waiting(4)
          : table(
              [
                {
                  name: 'Name',
                  main: true,
                  cell: u => html`
                    <a href=${link(['users', u.name])}>${u.name}</a>
                  `,
                },
                {
                  name: 'Tags',
                  cell: u => html`
                    <span class="row">${tagBadges(u)}</span>
                  `,
                },
                {
                  name: 'Virtual hosts',
                  cell: u =>
                    permissions
                      .filter(p => p.user === u.name)
                      .map(p => p.vhost)
                      .join(', ') ||
                    html`
                      <span class="faint">none: this user cannot connect</span>
                    `,
                },
                { name: 'Password', cell: u => (u.password_hash ? 'yes' : badge('none', 'warn')) },
                {
                  name: 'Limits',
                  cell: u => Object.entries(u.limits ?? {}).map(([key, value]) => badge(`${key} ${value}`)),
                },
              ],
              all,
              empty('No users'),
            ),
      )}
    `,
  };
}
