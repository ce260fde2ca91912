// One user: permissions, and what they come to.
import { del, get, path, put } from '../api.js';
import { go } from '../router.js';
import {
  attempt,
  badge,
  card,
  confirm,
  empty,
  failure,
  field,
  formDialog,
  html,
  nothing,
  table,
  waiting,
} from '../ui.js';
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
  let cause = null;
  let tried = null;

  async function load() {
    try {
      [data, permissions, topics] = await Promise.all([
        get(own),
        get(`${own}/permissions`),
        get(`${own}/topic-permissions`),
      ]);
      cause = null;
    } catch (problem) {
      cause = problem;
    }
    update();
  }

  const edit = (title, body, submit) =>
    formDialog({ title, body, action: 'Save', submit }).then(done => {
      if (done) load();
    });
  const regexInputs = (p, rights) =>
    rights.map(([right, what]) =>
      field(
        `${right}: ${what}`,
        html`
          <input name=${right} .value=${p?.[right] ?? '.*'} class="mono" autocomplete="off" spellcheck="false" />
        `,
        'A regular expression over names; ^$ is nothing',
      ),
    );
  const grant = p =>
    edit(
      p ? `Permissions in ${p.vhost}` : 'Permissions',
      html`
        ${p ? nothing : vhostSelect(state.vhosts)}${regexInputs(p, RIGHTS)}
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
        ${t ? nothing : vhostSelect(state.vhosts)}${
          t
            ? nothing
            : field(
                'Exchange',
                html`
                  <input name="exchange" value="amq.topic" required />
                `,
              )
        }${regexInputs(t, [
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
    edit(
      'New password',
      field(
        'Password',
        html`
          <input name="password" type="password" required autofocus autocomplete="new-password" />
        `,
      ),
      form => put(own, { password: form.get('password'), tags: tagsOf(data).join(',') }),
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
      load();
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

  load();
  return {
    title: name,
    view: () => html`
      <div class="head">
        <div class="grow">
          <p class="crumbs"><a href="#/users">Users</a></p>
          <h1>${name} ${data ? tagBadges(data) : nothing}</h1>
        </div>
        ${
          data
            ? html`
                <button class="btn" @click=${tags}>Tags</button>
                <button class="btn" @click=${password}>New password</button>
                <button class="btn danger" @click=${remove}>Delete</button>
              `
            : nothing
        }
      </div>
      ${cause ? failure(cause) : nothing}
      ${
        data
          ? html`
              ${card(
                'Permissions',
                table(
                  [
                    { name: 'Virtual host', main: true, cell: p => p.vhost },
                    ...RIGHTS.map(([right]) => ({
                      name: right,
                      cell: p => html`
                        <code>${p[right] || '^$'}</code>
                      `,
                    })),
                    {
                      name: '',
                      num: true,
                      cell: p => html`
                        <button class="btn quiet" @click=${() => grant(p)}>Change</button>
                        <button
                          class="btn quiet"
                          @click=${() => drop(`No permissions in ${p.vhost}?`, `permissions/${path(p.vhost, name)}`)}
                        >
                          Remove
                        </button>
                      `,
                    },
                  ],
                  permissions,
                  empty('No permissions', 'This user cannot enter any virtual host.'),
                ),
                {
                  actions: html`
                    <button class="btn" @click=${() => grant()}>Give permissions</button>
                  `,
                },
              )}
              ${card(
                'What may this user do?',
                html`
                  <form class="body form" @submit=${test}>
                    <div class="form two">
                      ${vhostSelect(state.vhosts, tried?.vhost)}${field(
                        'Queue or exchange',
                        html`
                          <input
                            name="object"
                            .value=${tried?.object ?? ''}
                            placeholder="orders"
                            autocomplete="off"
                          />
                        `,
                      )}
                    </div>
                    <div><button class="btn">Try</button></div>
                    ${
                      tried
                        ? html`
                            <div class="row">
                              ${tried.enters ? nothing : badge(`may not enter ${tried.vhost}`, 'bad')}${tried.rights.map(
                                ([right, yes]) =>
                                  badge(
                                    html`
                                      ${right}: ${yes ? 'yes' : 'no'}
                                    `,
                                    yes ? 'good' : 'bad',
                                  ),
                              )}
                            </div>
                          `
                        : nothing
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
                    {
                      name: 'write',
                      cell: t => html`
                        <code>${t.write}</code>
                      `,
                    },
                    {
                      name: 'read',
                      cell: t => html`
                        <code>${t.read}</code>
                      `,
                    },
                    {
                      name: '',
                      num: true,
                      cell: t => html`
                        <button class="btn quiet" @click=${() => grantTopic(t)}>Change</button>
                        <button
                          class="btn quiet"
                          @click=${() => drop('Remove these?', `topic-permissions/${path(t.vhost, name)}`)}
                        >
                          Remove
                        </button>
                      `,
                    },
                  ],
                  topics,
                  empty('None', 'Every routing key may be used.'),
                ),
                {
                  actions: html`
                    <button class="btn" @click=${() => grantTopic()}>Give topic permissions</button>
                  `,
                },
              )}
            `
          : cause
            ? nothing
            : waiting(6)
      }
    `,
  };
}

/** As the node does it: found anywhere in the name; an empty pattern allows nothing but the empty name. */
function matches(pattern, object) {
  try {
    return new RegExp(pattern === '' ? '^$' : pattern).test(object);
  } catch {
    return false;
  }
}
