// All channels.
import { number, rate, rateOf } from '../format.js';
import { listPage } from '../parts/listpage.js';
import { link } from '../router.js';
import { badge, empty, faint, html, nothing, table } from '../ui.js';

const mode = c => [
  c.confirm ? badge('confirms', 'info') : nothing,
  c.transactional ? badge('transactions', 'info') : nothing,
];
const NONE = empty('No channels are open', 'A channel appears here as soon as a client opens one.');
const COLUMNS = [
  {
    id: 'name',
    name: 'Channel',
    width: 'minmax(290px,2fr)',
    sort: 'name',
    main: true,
    cell: c => html`<a href=${link(['connections', c.connection_details?.name ?? ''])}>${c.name}</a>`,
  },
  { id: 'user', name: 'User', width: 'minmax(90px,1fr)', sort: 'user', cell: c => c.user },
  { id: 'vhost', name: 'Virtual host', wide: true, width: 'minmax(90px,1fr)', sort: 'vhost', cell: c => c.vhost },
  { id: 'mode', name: 'Mode', wide: true, width: '110px', cell: mode },
  {
    id: 'prefetch',
    name: 'Prefetch',
    width: '88px',
    num: true,
    sort: 'prefetch_count',
    cell: c =>
      c.prefetch_count ||
      c.global_prefetch_count ||
      faint('none'),
  },
  {
    id: 'unacked',
    name: 'Unacked',
    width: '92px',
    num: true,
    sort: 'messages_unacknowledged',
    cell: c => number(c.messages_unacknowledged),
  },
  {
    id: 'unconfirmed',
    name: 'Unconfirmed',
    width: '104px',
    num: true,
    sort: 'messages_unconfirmed',
    cell: c => number(c.messages_unconfirmed),
  },
  {
    id: 'consumers',
    name: 'Consumers',
    width: '92px',
    num: true,
    sort: 'consumer_count',
    cell: c => number(c.consumer_count),
  },
  {
    id: 'in',
    name: 'Publish',
    width: '92px',
    num: true,
    sort: 'message_stats.publish_details.rate',
    cell: c => rate(rateOf(c.message_stats, 'publish')),
  },
  {
    id: 'out',
    name: 'Deliver',
    width: '92px',
    num: true,
    sort: 'message_stats.deliver_get_details.rate',
    cell: c => rate(rateOf(c.message_stats, 'deliver_get')),
  },
];

export const channelTable = channels =>
  table(COLUMNS, channels, NONE);

export default ctx =>
  listPage({
    ctx,
    title: 'Channels',
    noun: 'channel',
    address: 'channels',
    ofVhost: vhost => `vhosts/${vhost}/channels`,
    none: NONE,
    columns: COLUMNS,
  });
