// The frame: who is logged in, which page is open, what stands around it.
import * as api from './api.js';
import { repaint } from './charts.js';
import { figure } from './format.js';
import * as live from './live.js';
import { openPalette } from './palette.js';
import * as router from './router.js';
import { empty, failure, html, icon, nothing, render, waiting } from './ui.js';

const MENU = [
  [
    'Observe',
    [
      ['overview', 'Overview'],
      ['nodes', 'Nodes', 'monitoring'],
    ],
  ],
  [
    'Messaging',
    [
      ['queues', 'Queues'],
      ['exchanges', 'Exchanges'],
    ],
  ],
  [
    'Clients',
    [
      ['connections', 'Connections'],
      ['channels', 'Channels'],
    ],
  ],
  [
    'Admin',
    [
      ['users', 'Users', 'administrator'],
      ['vhosts', 'Virtual hosts'],
      ['policies', 'Policies'],
      ['limits', 'Limits'],
      ['definitions', 'Definitions', 'administrator'],
      ['settings', 'Configuration', 'administrator'],
      ['audit', 'Audit log', 'administrator'],
    ],
  ],
];
const DETAILS = { queues: 'queue', exchanges: 'exchange', connections: 'connection', users: 'user' };
const app = document.getElementById('app');
const state = { me: null, vhosts: [], overview: null, page: null, opened: '', menu: false, problem: null };

const may = tag => !tag || state.me?.tags.includes('administrator') || state.me?.tags.includes(tag);

const refusal = ({ message }) =>
  ({ Not_Authorized: 'Name or password is wrong', 'Not management user': 'This user has no tag that lets it in' })[
    message
  ] ?? message;

function login(problem) {
  let busy = false;
  const draw = () =>
    render(
      html`
        <main class="login">
          <form
            class="card"
            @submit=${async event => {
              event.preventDefault();
              const data = new FormData(event.target);
              busy = true;
              draw();
              api.logIn(data.get('name'), data.get('password'));
              try {
                state.me = await api.get('whoami');
                begin();
              } catch (cause) {
                api.logOut();
                problem = refusal(cause);
                busy = false;
                draw();
              }
            }}
          >
            <div class="brand">
              <img src="leveret.svg" alt="" />
              Leveret
            </div>
            <label class="field">
              <span>User</span>
              <input name="name" autocomplete="username" required autofocus />
            </label>
            <label class="field">
              <span>Password</span>
              <input name="password" type="password" autocomplete="current-password" />
            </label>
            ${problem ? failure(problem) : nothing}
            <button class="btn primary" ?disabled=${busy}>Log in</button>
          </form>
        </main>
      `,
      app,
    );
  document.title = 'Log in · Leveret';
  draw();
}

function leave(why) {
  live.stop();
  api.logOut();
  state.page?.close?.();
  Object.assign(state, { me: null, page: null, opened: '' });
  document.querySelectorAll('dialog').forEach(each => each.close());
  login(why);
}

async function begin() {
  try {
    state.me ??= await api.get('whoami');
  } catch (cause) {
    if (cause.status === 401) {
      leave(refusal(cause));
      return;
    }
    render(
      html`
        <main class="login">
          <div class="card body">
            ${failure(cause, begin)}
          </div>
        </main>
      `,
      app,
    );
    return;
  }
  live.start();
  look();
  open();
}

/** What the frame shows of the node. */
async function look() {
  try {
    [state.overview, state.vhosts] = await Promise.all([
      api.get('overview?columns=cluster_name,product_version,product_name,object_totals,node,rabbitmq_version'),
      api.get('vhosts'),
    ]);
    update();
  } catch {
    // The page itself says what is wrong.
  }
}

let drawn = false;

/** Draws at the next frame, once, however often it is asked for. */
function update() {
  if (drawn || !state.me) return;
  drawn = true;
  requestAnimationFrame(() => {
    drawn = false;
    if (state.me) render(shell(), app);
  });
}

async function open() {
  if (!state.me) return;
  const { names, query } = router.current();
  const section = names[0] ?? 'overview';
  const opened = names.join('/');
  if (state.page && state.opened === opened) {
    state.page.changed?.(query);
    update();
    return;
  }
  state.page?.close?.();
  Object.assign(state, { page: null, opened, menu: false, problem: null });
  update();
  const module = names.length > 1 && DETAILS[section] ? DETAILS[section] : section;
  try {
    const entry = MENU.flatMap(([, items]) => items).find(([id]) => id === section);
    if (!entry) throw new Error('There is no such page');
    if (!may(entry[2]))
      throw new Error(`Only a user with the tag ${entry[2]} sees this page`);
    const { default: page } = await import(`./pages/${module}.js`);
    if (state.opened !== opened) return;
    state.page = page({ names, query, update, state, may });
    document.title = `${state.page.title} · Leveret`;
    scrollTo(0, 0);
  } catch (cause) {
    state.problem = cause;
  }
  update();
}

const setTheme = next => {
  localStorage.setItem('leveret.theme', next);
  document.documentElement.dataset.theme = next;
  repaint();
  update();
};

function themeButton() {
  const now = document.documentElement.dataset.theme;
  const next = { system: 'light', light: 'dark', dark: 'system' }[now];
  return html`
    <button
      class="btn quiet icon"
      title="Theme: ${now}"
      aria-label="Theme: ${now}; change to ${next}"
      @click=${() => setTheme(next)}
    >
      ${icon({ system: 'system', light: 'sun', dark: 'moon' }[now])}
    </button>
  `;
}

function shell() {
  const section = router.current().names[0] ?? 'overview';
  const totals = state.overview?.object_totals ?? {};
  const word = { live: 'Live', polling: 'Every 5 s', paused: 'Paused', lost: 'Lost', waiting: 'Live' }[
    live.stateOf()
  ];
  return html`
    <button class="skip btn" @click=${() => document.getElementById('main').focus()}>Skip the menu</button>
    <div class="shell">
      <nav class="side ${state.menu ? 'open' : ''}" aria-label="Pages">
        <a class="brand" href="#/overview">
          <img src="leveret.svg" alt="" />
          Leveret
        </a>
        ${MENU.map(
          ([group, items]) => html`
            <section>
              <h3>${group}</h3>
              <ul>
                ${items
                  .filter(([, , tag]) => may(tag))
                  .map(
                    ([id, name]) => html`
                      <li>
                        <a href="#/${id}" aria-current=${id === section ? 'page' : nothing}>
                          ${icon(id)}${name}${
                            totals[id] === undefined
                              ? nothing
                              : html`<span class="count">${figure(totals[id])}</span>`
                          }
                        </a>
                      </li>
                    `,
                  )}
              </ul>
            </section>
          `,
        )}
        <footer>
          ${state.overview?.cluster_name ?? ''}
          <br />
          ${state.overview?.product_name ?? ''} ${state.overview?.product_version ?? ''}
        </footer>
      </nav>
      <div>
        <header class="top">
          <button
            class="btn quiet icon menu-button"
            aria-label="Menu"
            aria-expanded=${String(state.menu)}
            @click=${event => {
              event.stopPropagation();
              state.menu = !state.menu;
              update();
            }}
          >
            ${icon('menu')}
          </button>
          <button class="find" @click=${palette} aria-label="Search anything">
            ${icon('search')}
            <span class="ellipsis">Search</span>
            <kbd>/</kbd>
          </button>
          <span class="grow"></span>
          <button
            class="btn quiet"
            aria-pressed=${String(live.isPaused())}
            @click=${() => live.pause(!live.isPaused())}
            title=${live.isPaused() ? 'Go on' : 'Pause'}
          >
            <span class="live ${live.stateOf()}">
              <i></i>
              <span class="word">${word}</span>
            </span>
            ${icon(live.isPaused() ? 'play' : 'pause')}
          </button>
          ${themeButton()}
          <span class="small muted user-name">${state.me.name}</span>
          <button class="btn quiet icon" aria-label="Log out" title="Log out" @click=${() => leave()}>${icon('out')}</button>
        </header>
        <main
          class="main"
          id="main"
          tabindex="-1"
          @click=${() => {
            if (state.menu) {
              state.menu = false;
              update();
            }
          }}
        >
          ${state.problem ? noPage() : state.page ? state.page.view() : waiting()}
        </main>
      </div>
    </div>
  `;
}

const noPage = () => html`
  <section class="card">
    ${empty(state.problem.message, '', html`<a class="btn" href="#/overview">Overview</a>`)}
  </section>
`;

const pagesFor = () =>
  MENU.flatMap(([, items]) => items.filter(([, , tag]) => may(tag)).map(([id, name]) => [name, [id]]));
const palette = () => openPalette(pagesFor());

const typing = target => target.closest?.('input, textarea, select, [contenteditable], dialog');
let gone = 0;
addEventListener('keydown', event => {
  if (!state.me || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const jump = {
    o: 'overview',
    q: 'queues',
    e: 'exchanges',
    c: 'connections',
    n: 'nodes',
    u: 'users',
    p: 'policies',
  }[event.key];
  if (event.key === '/') palette();
  else if (event.key === 'g') gone = Date.now();
  else if (event.key === ' ' && event.target === document.body) live.pause(!live.isPaused());
  else if (jump && Date.now() - gone < 1500) location.hash = `#/${jump}`;
  else return;
  if (event.key !== 'g') event.preventDefault();
});

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', repaint);
router.whenChanged(open);
api.whenRefused(() => {
  if (state.me) leave('The node does not take this password any more');
});
live.whenState(update);
live.on('tick', look);
if (api.loggedIn()) begin();
else login();
