// Users, and who may see what here.
import { get, path, put } from '../api.js';
import { page } from '../parts/page.js';
import { link } from '../router.js';
import { badge, button, card, empty, faint, formDialog, html, input, check, table } from '../ui.js';

const TAGS = [
  ['administrator', 'may do everything'],
  ['monitoring', 'sees all nodes and connections'],
  ['policymaker', 'changes policies'],
  ['management', 'may use this console'],
  ['impersonator', 'may publish as others'],
];
export const tagsOf = user =>
  Array.isArray(user.tags) ? user.tags : String(user.tags ?? '').split(',').filter(Boolean);
export const tagBadges = user => tagsOf(user).map(tag => badge(tag, tag === 'administrator' ? 'accent' : ''));

export const tagBoxes = (chosen = []) => html`
  <fieldset class="form bare">
    <legend class="small muted">Tags</legend>
    ${TAGS.map(
      ([tag, what]) => html`
        <label class="check">
          <input type="checkbox" name="tag" value=${tag} ?checked=${chosen.includes(tag)} />
          <b>${tag}</b> ${faint(what)}
        </label>
      `,
    )}
  </fieldset>
`;

export default function users({ update }) {
  let all = [];
  let permissions = [];
  const vhostsOf = u => permissions.filter(p => p.user === u.name).map(p => p.vhost);

  async function make() {
    const done = await formDialog({
      title: 'New user',
      action: 'Add',
      body: html`
        <div class="form two">
          ${input('Name', 'name', { required: true, focus: true })}
          ${input('Password', 'password', { type: 'password', required: true })}
        </div>
        ${tagBoxes()} ${check('May do everything in the virtual host /', 'all', true)}
      `,
      submit: async data => {
        await put(`users/${path(data.get('name'))}`, {
          password: data.get('password'),
          tags: data.getAll('tag').join(','),
        });
        if (data.has('all'))
          await put(`permissions/${path('/', data.get('name'))}`, { configure: '.*', write: '.*', read: '.*' });
      },
    });
    if (done) shown.load();
  }

  const shown = page({
    title: 'Users',
    update,
    ask: async () => {
      [all, permissions] = await Promise.all([get('users'), get('permissions')]);
    },
    actions: () => button('New user', make, 'primary'),
    view: () =>
      card(
        'All users',
        table(
          [
            { name: 'Name', main: true, cell: u => html`<a href=${link(['users', u.name])}>${u.name}</a>` },
            { name: 'Tags', cell: u => html`<span class="row">${tagBadges(u)}</span>` },
            { name: 'Virtual hosts', cell: u => vhostsOf(u).join(', ') || faint('none: this user cannot connect') },
            { name: 'Password', cell: u => (u.password_hash ? 'yes' : badge('none', 'warn')) },
            { name: 'Limits', cell: u => Object.entries(u.limits ?? {}).map(([key, value]) => badge(`${key} ${value}`)) },
          ],
          all,
          empty('No users'),
        ),
      ),
  });
  return shown;
}
