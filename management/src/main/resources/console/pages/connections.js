// All connections: as they are, or by user, application or host.
import { get } from '../api.js';
import { ago, byteRate, figure, number } from '../format.js';
import { listPage } from '../parts/listpage.js';
import { adjust, link } from '../router.js';
import { badge, card, empty, failure, faint, head, html, nothing, segments, table, waiting } from '../ui.js';

const GROUPS = [
  ['', 'One by one'],
  ['user', 'By user'],
  ['app', 'By application'],
  ['host', 'By host'],
];
export const application = c =>
  c.user_provided_name || c.client_properties?.connection_name || c.client_properties?.product || '';
const STATES = { running: 'good', blocked: 'bad', blocking: 'warn', flow: 'warn', closing: '' };

export const stateBadge = c =>
  badge(
    c.state ?? '?',
    STATES[c.state] ?? '',
    c.state === 'flow'
      ? 'It publishes faster than is taken in'
      : c.state === 'blocked'
        ? 'An alarm stops it from publishing'
        : nothing,
  );

export default function connections(ctx) {
  let group = ctx.query.get('by') || '';
  let groups = null;
  let cause = null;

  async function gather() {
    if (!group) return;
    try {
      const all = await get(
        'connections?columns=user,peer_host,channels,state,recv_oct_details.rate,send_oct_details.rate,client_properties,user_provided_name',
      );
      const found = new Map();
      for (const c of all) {
        const key = (group === 'user' ? c.user : group === 'host' ? c.peer_host : application(c)) || '(none)';
        const of =
          found.get(key) ?? found.set(key, { key, connections: 0, channels: 0, blocked: 0, from: 0, to: 0 }).get(key);
        of.connections++;
        of.channels += c.channels ?? 0;
        of.blocked += c.state === 'blocked' || c.state === 'flow' ? 1 : 0;
        of.from += c.recv_oct_details?.rate ?? 0;
        of.to += c.send_oct_details?.rate ?? 0;
      }
      groups = [...found.values()].sort((a, b) => b.connections - a.connections);
      cause = null;
    } catch (problem) {
      cause = problem;
    }
    ctx.update();
  }

  function choose(next) {
    group = next;
    groups = null;
    adjust({ by: next });
    gather();
    ctx.update();
  }

  const grouping = () => segments('Grouping', GROUPS, group, choose);
  const page = listPage({
    ctx,
    title: 'Connections',
    noun: 'connection',
    address: 'connections',
    ofVhost: vhost => `vhosts/${vhost}/connections`,
    none: empty('Nobody is connected', 'A client appears here as soon as it connects.'),
    actions: grouping,
    columns: [
      {
        id: 'name',
        name: 'Client',
        width: 'minmax(270px,2fr)',
        sort: 'name',
        cell: c => html`<a href=${link(['connections', c.name])}>${c.name}</a>`,
      },
      {
        id: 'app',
        name: 'Application',
        width: 'minmax(120px,1.4fr)',
        cell: c => application(c) || faint('–'),
      },
      { id: 'user', name: 'User', wide: true, width: 'minmax(80px,1fr)', sort: 'user', cell: c => c.user },
      { id: 'vhost', name: 'Virtual host', wide: true, width: 'minmax(90px,.8fr)', sort: 'vhost', cell: c => c.vhost },
      { id: 'state', name: 'State', width: '96px', sort: 'state', cell: stateBadge },
      { id: 'channels', name: 'Channels', width: '88px', num: true, sort: 'channels', cell: c => figure(c.channels) },
      {
        id: 'from',
        name: 'From client',
        width: '104px',
        num: true,
        sort: 'recv_oct_details.rate',
        cell: c => byteRate(c.recv_oct_details?.rate ?? 0),
      },
      {
        id: 'to',
        name: 'To client',
        width: '104px',
        num: true,
        sort: 'send_oct_details.rate',
        cell: c => byteRate(c.send_oct_details?.rate ?? 0),
      },
      {
        id: 'since',
        name: 'Connected',
        width: '130px',
        num: true,
        sort: 'connected_at',
        cell: c => ago(c.connected_at),
      },
    ],
  });
  gather();
  const single = page.view;
  page.view = () =>
    group === ''
      ? single()
      : html`
          ${head('Connections', grouping())}
          ${cause ? failure(cause) : nothing}
          ${card(
            GROUPS.find(([id]) => id === group)[1],
            groups === null
              ? waiting(3)
              : table(
                  [
                    { name: { user: 'User', app: 'Application', host: 'Host' }[group], main: true, cell: g => g.key },
                    { name: 'Connections', num: true, cell: g => number(g.connections) },
                    { name: 'Channels', num: true, cell: g => number(g.channels) },
                    { name: 'Blocked', num: true, cell: g => (g.blocked ? badge(String(g.blocked), 'warn') : '0') },
                    { name: 'From clients', num: true, cell: g => byteRate(g.from) },
                    { name: 'To clients', num: true, cell: g => byteRate(g.to) },
                  ],
                  groups,
                  empty('Nobody is connected'),
                ),
          )}
        `;
  return page;
}
