// One connection: who, over what, and its channels.
import { del, get, path } from '../api.js';
import { TimeChart, rates, stepOf } from '../charts.js';
import { byteRate, bytes, moment, number } from '../format.js';
import * as live from '../live.js';
import { go } from '../router.js';
import { argumentWords, badge, card, facts, failure, field, formDialog, html, nothing, waiting } from '../ui.js';
import { channelTable } from './channels.js';
import { application, stateBadge } from './connections.js';

const RANGE = 600;
const FLOW = [
  ['From client', 'recv_oct', 'k1'],
  ['To client', 'send_oct', 'k2'],
];

export default function connection({ names: [, name], update }) {
  const traffic = new TimeChart({ range: RANGE, low: true, unit: byteRate });
  let data = null;
  let channels = [];
  let cause = null;

  async function load() {
    try {
      [data, channels] = await Promise.all([
        get(`connections/${path(name)}?data_rates_age=${RANGE}&data_rates_incr=${stepOf(RANGE)}`),
        get(`connections/${path(name)}/channels`),
      ]);
      traffic.show(
        FLOW.map(([title, id, key]) => ({
          name: title,
          key,
          points: rates(data[`${id}_details`]),
          text: byteRate(data[`${id}_details`]?.rate ?? 0),
        })),
      );
      cause = null;
    } catch (problem) {
      cause = problem.status === 404 ? new Error('This connection is gone') : problem;
      if (problem.status === 404) data = null;
    }
    update();
  }

  const close = () =>
    formDialog({
      title: 'Close this connection?',
      action: 'Close it',
      danger: true,
      body: html`
        <p class="small muted">The client is told 320 and the reason. Most clients connect again by themselves.</p>
        ${field(
          'Reason',
          html`
            <input name="reason" value="Closed via management plugin" required />
          `,
        )}
      `,
      submit: form => del(`connections/${path(name)}`, { headers: { 'x-reason': form.get('reason') } }),
    }).then(done => {
      if (done) go(['connections']);
    });

  const undo = live.on('tick', load);
  load();
  return {
    title: name,
    close: undo,
    view: () => html`
      <div class="head">
        <div class="grow">
          <p class="crumbs"><a href="#/connections">Connections</a></p>
          <h1>${name} ${data ? stateBadge(data) : nothing}</h1>
        </div>
        ${
          data
            ? html`
                <button class="btn danger" @click=${close}>Close</button>
              `
            : nothing
        }
      </div>
      ${cause ? failure(cause) : nothing}
      ${
        data
          ? html`
              <div class="cols">
                ${card('Traffic', traffic.view('Traffic', update), { bare: true })}
                ${card(
                  'Who',
                  html`
                    <div class="body">
                      ${facts([
                        [
                          'Application',
                          application(data) ||
                            html`
                              <span class="faint">does not say</span>
                            `,
                        ],
                        ['User', data.user],
                        ['Virtual host', data.vhost],
                        [
                          'Protocol',
                          html`
                            ${data.protocol} ${data.ssl ? badge(data.ssl_protocol ?? 'TLS', 'good') : badge('no TLS')}
                          `,
                        ],
                        [
                          'Client',
                          html`
                            ${[data.client_properties?.product, data.client_properties?.version, data.client_properties?.platform].filter(Boolean).join(' ')}
                          `,
                        ],
                        ['Connected', moment(data.connected_at)],
                        ['Heartbeat', data.timeout ? `${data.timeout} s` : 'none'],
                        ['Largest frame', bytes(data.frame_max)],
                        ['Channels, at most', number(data.channel_max)],
                        ['Unsent', bytes(data.send_pend)],
                        ['Says it can', argumentWords(data.client_properties?.capabilities)],
                      ])}
                    </div>
                  `,
                )}
              </div>
              ${card('Channels', channelTable(channels), { note: String(channels.length) })}
            `
          : cause
            ? nothing
            : waiting(8)
      }
    `,
  };
}
