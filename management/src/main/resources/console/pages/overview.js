// How is it? First what wants somebody's attention, then how much goes through.
import { get } from '../api.js';
import { byteRate, bytes, compact, duration, figure, number } from '../format.js';
import * as live from '../live.js';
import { Traffic } from '../parts/traffic.js';
import { link } from '../router.js';
import { badge, card, failure, head, html, meter, nothing, table, waiting } from '../ui.js';

const FLOW = [
  ['Publish', 'publish', 'k1'],
  ['Confirm', 'confirm', 'k6'],
  ['Deliver', 'deliver_get', 'k2'],
  ['Ack', 'ack', 'k4'],
  ['Redeliver', 'redeliver', 'k5'],
  ['Unroutable', 'drop_unroutable', 'k3'],
];

export default function overview({ query, update, may }) {
  const traffic = new Traffic(query, FLOW, update);
  let data = null;
  let nodes = [];
  let health = null;
  let cause = null;

  async function load() {
    try {
      [data, nodes, health] = await Promise.all([
        get(`overview?${traffic.asked}`),
        may('monitoring') ? get('nodes') : [],
        get('x/health').catch(() => null),
      ]);
      traffic.show(data.queue_totals ?? {}, data.message_stats ?? {});
      cause = null;
    } catch (problem) {
      cause = problem;
    }
    update();
  }

  const undo = [
    live.on('rates', tick => tick.queue_totals && traffic.second(tick.queue_totals, tick.message_rates, tick.timestamp)),
    live.on('tick', load),
    live.on('alarm', load),
  ];
  load();

  return {
    title: 'Overview',
    close: () => undo.forEach(each => each()),
    changed(next) {
      if (traffic.changed(next)) load();
    },
    view: () => html`
      ${head('Overview', traffic.choice())}
      ${cause ? failure(cause, load) : nothing}${cause && !data ? nothing : healthCard(health, data)}
      <section class="card figures" aria-label="Totals">${totals(data?.object_totals)}</section>
      ${traffic.view()}
      ${nodes.length ? card('Nodes', table(NODE_COLUMNS, nodes)) : nothing}
    `,
  };
}

const totals = all =>
  ['Queues', 'Exchanges', 'Connections', 'Channels', 'Consumers'].map(name => {
    const id = name.toLowerCase();
    const words = html`<b>${figure(all?.[id])}</b><span>${name}</span>`;
    return id === 'consumers' ? html`<div>${words}</div>` : html`<a href=${link([id])}>${words}</a>`;
  });

const NODE_COLUMNS = [
  {
    name: 'Node',
    main: true,
    cell: n => html`
      <a href=${link(['nodes'])}>${n.name}</a>
      ${n.running ? nothing : badge('down', 'bad')}
    `,
  },
  { name: 'Up', num: true, cell: n => duration(n.uptime) },
  {
    name: 'Memory',
    cell: n => html`
      ${bytes(n.mem_used)}
      <span class="faint">of ${bytes(n.mem_limit)}</span>
      ${meter(n.mem_used, n.mem_limit, 'Memory used')}
    `,
  },
  {
    name: 'Disk free',
    cell: n => html`
      ${bytes(n.disk_free)}
      <span class="faint">stops at ${bytes(n.disk_free_limit)}</span>
    `,
  },
  {
    name: 'Files',
    num: true,
    cell: n => html`
      ${number(n.fd_used)}
      <span class="faint">of ${compact(n.fd_total)}</span>
    `,
  },
  { name: 'Disk writes', num: true, cell: n => byteRate(n.io_write_bytes_details?.rate) },
];

const LARGEST = { sort: 'messages_ready', reverse: 1 };
const LISTS = {
  damage: { filter: 'damaged' },
  'no-consumers': { ...LARGEST, filter: 'no-consumers' },
  stuck: { ...LARGEST, sort: 'messages_unacknowledged' },
};

/** Where a finding is seen; of many queues a list with these at its top. */
const place = ({ page, kind }) => link(page, String(page) === 'queues' ? (LISTS[kind] ?? LARGEST) : {});

/** What wants attention. */
function healthCard(health, data) {
  if (!data)
    return html`<section class="card health">${waiting(1)}</section>`;
  if (!health) return failure('What wants attention is not known now');
  const { findings } = health;
  const worst = findings.some(f => f.severity === 'bad') ? 'bad' : findings.length ? 'warn' : '';
  const words =
    findings.length === 0
      ? 'All is well'
      : findings.length === 1
        ? 'One thing wants attention'
        : `${findings.length} things want attention`;
  return html`
    <section class="card health ${worst}" aria-label="Health">
      <div class="line">
        <b>${words}</b>
        <span class="small muted">
          ${findings.length ? '' : 'No alarm, nobody blocked, every queue with messages has a consumer'}
        </span>
      </div>
      ${
        findings.length
          ? html`
              <ul>
                ${findings.slice(0, 12).map(
                  f => html`
                    <li>
                      ${badge(f.severity === 'bad' ? 'now' : 'look', f.severity)}
                      <span class="grow">${f.text}</span>
                      ${
                        f.page.length
                          ? html`<a class="small nowrap" href=${place(f)}>Show</a>`
                          : nothing
                      }
                    </li>
                  `,
                )}
              </ul>
            `
          : nothing
      }
    </section>
  `;
}
