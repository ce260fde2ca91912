// One user: permissions, and what they come to.
import { del, get, path, put } from '../api.js';
import { page } from '../parts/page.js';
import { go } from '../router.js';
import { attempt, badge, button, card, confirm, empty, formDialog, html, input, table } from '../ui.js';
import { vhostSelect } from '../parts/declare.js';
import { tagBadges, tagBoxes, tagsOf } from './users.js';

const RIGHTS = [
  ['configure', 'declare and delete'],
  ['write', 'publish to, bind'],
  ['read', 'consume, fetch, purge'],
];

export default function user({ names: [, name], update, state }) {
  const own = `users/${path(name)}`;
  let data = null;
  let permissions = [];
  let topics = [];
  let tried = null;

  async function ask() {
    [data, permissions, topics] = await Promise.all([
      get(own),
      get(`${own}/permissions`),
      get(`${own}/topic-permissions`),
    ]);
  }

  const edit = (title, body, submit) =>
    formDialog({ title, body, action: 'Save', submit }).then(done => {
      if (done) shown.load();
    });
  const regexInputs = (p, rights) =>
    rights.map(([right, what]) =>
      input(`${right}: ${what}`, right, {
        value: p?.[right] ?? '.*',
        hint: 'A regular expression over names; ^$ is nothing',
      }),
    );
  const grant = p =>
    edit(
      p ? `Permissions in ${p.vhost}` : 'Permissions',
      html`
        ${p ? '' : vhostSelect(state.vhosts)}${regexInputs(p, RIGHTS)}
      `,
      form =>
        put(
          `permissions/${path(p?.vhost ?? form.get('vhost'), name)}`,
          Object.fromEntries(RIGHTS.map(([right]) => [right, form.get(right)])),
        ),
    );
  const grantTopic = t =>
    edit(
      'Topic permissions',
      html`
        ${t ? '' : vhostSelect(state.vhosts)}
        ${t ? '' : input('Exchange', 'exchange', { value: 'amq.topic', required: true })}
        ${regexInputs(t, [
          ['write', 'routing keys to publish with'],
          ['read', 'routing keys to bind with'],
        ])}
      `,
      form =>
        put(`topic-permissions/${path(t?.vhost ?? form.get('vhost'), name)}`, {
          exchange: t?.exchange ?? form.get('exchange'),
          write: form.get('write'),
          read: form.get('read'),
        }),
    );
  const password = () =>
    edit('New password', input('Password', 'password', { type: 'password', required: true, focus: true }), form =>
      put(own, { password: form.get('password'), tags: tagsOf(data).join(',') }),
    );
  const tags = () =>
    edit('Tags', tagBoxes(tagsOf(data)), form =>
      put(own, {
        password_hash: data.password_hash,
        hashing_algorithm: data.hashing_algorithm,
        tags: form.getAll('tag').join(','),
      }),
    );
  const drop = async (title, address) => {
    if (
      (await confirm({ title, text: 'Open channels obey at once.', action: 'Remove' })) &&
      (await attempt(() => del(address), 'Removed'))
    )
      shown.load();
  };
  const remove = async () => {
    if (
      (await confirm({
        title: `Delete ${name}?`,
        text: 'Its connections are closed.',
        action: 'Delete',
        typed: name,
      })) &&
      (await attempt(() => del(own), 'Deleted'))
    )
      go(['users']);
  };

  async function test(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    const [vhost, kind, object] = ['vhost', 'kind', 'object'].map(key => form.get(key));
    const p = permissions.find(each => each.vhost === vhost);
    tried = {
      vhost,
      object,
      kind,
      rights: RIGHTS.map(([right]) => [right, Boolean(p) && matches(p[right], object || 'amq.default')]),
      enters: Boolean(p),
    };
    update();
  }

  const changes = (change, drop) => ({
    name: '',
    num: true,
    cell: row => html`${button('Change', () => change(row), 'quiet')} ${button('Remove', () => drop(row), 'quiet')}`,
  });
  const pattern = right => ({ name: right, cell: row => html`<code>${row[right] || '^$'}</code>` });
  const verdict = ([right, yes]) => badge(`${right}: ${yes ? 'yes' : 'no'}`, yes ? 'good' : 'bad');
  const shown = page({
    title: name,
    above: html`<a href="#/users">Users</a>`,
    update,
    ask,
    gone: 'This user is gone',
    events: [],
    badges: () => tagBadges(data),
    actions: () => html`
      ${button('Tags', tags)} ${button('New password', password)} ${button('Delete', remove, 'danger')}
    `,
    view: () => html`
      ${card(
        'Permissions',
        table(
          [
            { name: 'Virtual host', main: true, cell: p => p.vhost },
            ...RIGHTS.map(([right]) => pattern(right)),
            changes(grant, p => drop(`No permissions in ${p.vhost}?`, `permissions/${path(p.vhost, name)}`)),
          ],
          permissions,
          empty('No permissions', 'This user cannot enter any virtual host.'),
        ),
        { actions: button('Give permissions', () => grant()) },
      )}
      ${card(
        'What may this user do?',
        html`
          <form class="body form" @submit=${test}>
            <div class="form two">
              ${vhostSelect(state.vhosts, tried?.vhost)}
              ${input('Queue or exchange', 'object', { value: tried?.object ?? '', place: 'orders' })}
            </div>
            <div><button class="btn">Try</button></div>
            ${
              tried
                ? html`
                    <div class="row">
                      ${tried.enters ? '' : badge(`may not enter ${tried.vhost}`, 'bad')} ${tried.rights.map(verdict)}
                    </div>
                  `
                : ''
            }
          </form>
        `,
      )}
      ${card(
        'Topic permissions',
        table(
          [
            { name: 'Virtual host', main: true, cell: t => t.vhost },
            { name: 'Exchange', cell: t => t.exchange || '(default)' },
            pattern('write'),
            pattern('read'),
            changes(grantTopic, t => drop('Remove these?', `topic-permissions/${path(t.vhost, name)}`)),
          ],
          topics,
          empty('No topic permissions', 'Every routing key may be used.'),
        ),
        { actions: button('Give topic permissions', () => grantTopic()) },
      )}
    `,
  });
  return shown;
}

/** As the node does it: found anywhere in the name; an empty pattern allows nothing but the empty name. */
function matches(pattern, object) {
  try {
    return new RegExp(pattern === '' ? '^$' : pattern).test(object);
  } catch {
    return false;
  }
}
