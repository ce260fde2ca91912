// How is it? First what wants somebody's attention, then how much goes through.
import { get } from '../api.js';
import { RANGES, TimeChart, levels, rates, stepOf } from '../charts.js';
import { byteRate, bytes, compact, duration, number, rate, rateOf } from '../format.js';
import * as live from '../live.js';
import { adjust, link } from '../router.js';
import { badge, card, failure, html, meter, nothing, segments, table, waiting } from '../ui.js';

const FLOW = [
  ['Publish', 'publish', 'k1'],
  ['Confirm', 'confirm', 'k6'],
  ['Deliver', 'deliver_get', 'k2'],
  ['Ack', 'ack', 'k4'],
  ['Redeliver', 'redeliver', 'k5'],
  ['Unroutable', 'drop_unroutable', 'k3'],
];
const DEPTH = [
  ['Ready', 'messages_ready', 'k3'],
  ['Unacknowledged', 'messages_unacknowledged', 'k1'],
];
const KEEP_MS = 90_000_000;

export default function overview({ query, update, may }) {
  let range = Number(query.get('range')) || 600;
  let data = null;
  let nodes = [];
  let health = null;
  let cause = null;
  const depth = new TimeChart({ range, unit: compact });
  const flow = new TimeChart({ range, unit: rate });
  const curves = new Map();

  function points(name, make) {
    return curves.get(name) ?? curves.set(name, make()).get(name);
  }

  async function load(anew = true) {
    try {
      const age = `lengths_age=${range}&lengths_incr=${stepOf(range)}&msg_rates_age=${range}&msg_rates_incr=${stepOf(range)}`;
      [data, nodes, health] = await Promise.all([
        get(`overview?${age}`),
        may('monitoring') ? get('nodes') : [],
        get('x/health').catch(() => null),
      ]);
      if (anew || live.stateOf() !== 'live') curves.clear();
      cause = null;
    } catch (problem) {
      cause = problem;
    }
    draw();
  }

  function draw() {
    if (data) {
      depth.show(
        DEPTH.map(([name, id, key]) => ({
          name,
          key,
          points: points(id, () => levels(data.queue_totals[`${id}_details`])),
          text: number(data.queue_totals[id] ?? 0),
        })),
        range,
      );
      flow.show(
        FLOW.map(([name, id, key]) => ({
          name,
          key,
          points: points(id, () => rates(data.message_stats[`${id}_details`])),
          text: rate(rateOf(data.message_stats, id)),
        })),
        range,
      );
    }
    update();
  }

  /** Rates of one second, from the node. */
  function second(tick) {
    if (!data || !tick.queue_totals) return;
    const of = tick.message_rates;
    of.deliver_get = of.deliver + of.deliver_no_ack + of.get + of.get_no_ack;
    const at = tick.timestamp ?? Date.now();
    for (const [, id] of DEPTH) {
      data.queue_totals[id] = tick.queue_totals[id];
      add(id, at, tick.queue_totals[id]);
    }
    for (const [, id] of FLOW) {
      const value = of[id] ?? 0;
      data.message_stats[`${id}_details`] = { ...data.message_stats[`${id}_details`], rate: value };
      add(id, at, value);
    }
    data.queue_totals.messages = tick.queue_totals.messages;
    draw();
  }

  function add(id, x, y) {
    const list = points(id, () => []);
    list.push({ x, y });
    while (list.length && list[0].x < x - Math.min(KEEP_MS, range * 1000)) list.shift();
  }

  const undo = [live.on('rates', second), live.on('tick', () => load(false)), live.on('alarm', () => load(false))];
  load();

  return {
    title: 'Overview',
    close: () => undo.forEach(each => each()),
    changed(next) {
      const chosen = Number(next.get('range')) || 600;
      if (chosen !== range) {
        range = chosen;
        load();
      }
    },
    view: () => html`
      <div class="head">
        <div class="grow"><h1>Overview</h1></div>
        ${segments('Range of the charts', RANGES, range, chosen => adjust({ range: chosen === 600 ? '' : chosen }))}
      </div>
      ${cause ? failure(cause) : nothing}${healthCard(health, data)}
      ${
        data
          ? html`
              <section class="card figures" aria-label="Totals">${totals(data)}</section>
            `
          : nothing
      }
      <div class="cols">
        ${card('Messages in queues', data ? depth.view('Messages in queues', update) : waiting(6), { bare: true, note: data ? `${number(data.queue_totals.messages ?? 0)} in all` : '' })}
        ${card('Message rates', data ? flow.view('Message rates', update) : waiting(6), { bare: true })}
      </div>
      ${nodes.length ? card('Nodes', table(NODE_COLUMNS, nodes)) : nothing}
    `,
  };
}

const totals = data =>
  [
    ['queues', 'Queues'],
    ['exchanges', 'Exchanges'],
    ['connections', 'Connections'],
    ['channels', 'Channels'],
    ['consumers', 'Consumers'],
  ].map(([id, name]) =>
    id === 'consumers'
      ? html`
          <div>
            <b>${number(data.object_totals[id])}</b>
            <span>${name}</span>
          </div>
        `
      : html`
          <a href=${link([id])}>
            <b>${number(data.object_totals[id])}</b>
            <span>${name}</span>
          </a>
        `,
  );

const NODE_COLUMNS = [
  {
    name: 'Node',
    main: true,
    cell: n => html`
      <a href=${link(['nodes'])}>${n.name}</a>
      ${n.running ? nothing : badge('down', 'bad')}
    `,
  },
  { name: 'Up', cell: n => duration(n.uptime) },
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

/** What wants attention. */
function healthCard(health, data) {
  if (!data)
    return html`
      <section class="card health">${waiting(1)}</section>
    `;
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
                          ? html`
                              <a class="small nowrap" href=${link(f.page)}>Show</a>
                            `
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
