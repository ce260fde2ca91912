// One connection: who, over what, and its channels.
import { del, get, path } from '../api.js';
import { TimeChart, rates, series, stepOf } from '../charts.js';
import { byteRate, bytes, moment, number } from '../format.js';
import { page } from '../parts/page.js';
import { go } from '../router.js';
import { argumentWords, badge, button, card, facts, faint, formDialog, html, input } from '../ui.js';
import { channelTable } from './channels.js';
import { application, stateBadge } from './connections.js';

const RANGE = 600;
const FLOW = [
  ['From client', 'recv_oct', 'k1'],
  ['To client', 'send_oct', 'k2'],
];

export default function connection({ names: [, name], update }) {
  const traffic = new TimeChart({ range: RANGE, low: true, unit: byteRate, binary: true });
  let data = null;
  let channels = [];

  async function ask() {
    [data, channels] = await Promise.all([
      get(`connections/${path(name)}?data_rates_age=${RANGE}&data_rates_incr=${stepOf(RANGE)}`),
      get(`connections/${path(name)}/channels`),
    ]);
    traffic.show(series(FLOW, id => data[`${id}_details`], rates, of => byteRate(of?.rate ?? 0)));
  }

  async function close() {
    const done = await formDialog({
      title: 'Close this connection?',
      action: 'Close it',
      danger: true,
      body: html`
        <p class="small muted">The client is told 320 and the reason. Most clients connect again by themselves.</p>
        ${input('Reason', 'reason', { value: 'Closed via management plugin', required: true, focus: true })}
      `,
      submit: form => del(`connections/${path(name)}`, { headers: { 'x-reason': form.get('reason') } }),
    });
    if (done) go(['connections']);
  }

  const of = key => data.client_properties?.[key];
  return page({
    title: name,
    above: html`<a href="#/connections">Connections</a>`,
    update,
    ask,
    gone: 'This connection is gone',
    badges: () => stateBadge(data),
    actions: () => button('Close', close, 'danger'),
    view: () => html`
      <div class="cols">
        ${card('Traffic', traffic.view('Traffic', update), { bare: true })}
        ${card(
          'Who',
          html`
            <div class="body">
              ${facts([
                ['Application', application(data) || faint('does not say')],
                ['User', data.user],
                ['Virtual host', data.vhost],
                [
                  'Protocol',
                  html`${data.protocol} ${data.ssl ? badge(data.ssl_protocol ?? 'TLS', 'good') : badge('no TLS')}`,
                ],
                ['Client', [of('product'), of('version'), of('platform')].filter(Boolean).join(' ')],
                ['Connected', moment(data.connected_at)],
                ['Heartbeat', data.timeout ? `${data.timeout} s` : 'none'],
                ['Largest frame', bytes(data.frame_max)],
                ['Channels, at most', number(data.channel_max)],
                ['Unsent', bytes(data.send_pend)],
                ['Says it can', argumentWords(of('capabilities'))],
              ])}
            </div>
          `,
        )}
      </div>
      ${card('Channels', channelTable(channels), { note: String(channels.length) })}
    `,
  });
}
