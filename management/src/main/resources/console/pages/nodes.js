// The nodes: what uses memory and disk, and how much is left.
import { get, path } from '../api.js';
import { TimeChart, levels, rates, stepOf } from '../charts.js';
import { byteRate, bytes, compact, duration, number, rate } from '../format.js';
import * as live from '../live.js';
import { badge, card, facts, failure, html, meter, nothing, table, waiting } from '../ui.js';

const RANGE = 600;
const MEMORY_WORDS = {
  connection_readers: 'Connections, reading',
  connection_writers: 'Connections, writing',
  connection_channels: 'Channels',
  connection_other: 'Connections, other',
  queue_procs: 'Queues',
  queue_slave_procs: 'Mirrors',
  quorum_queue_procs: 'Quorum queues',
  stream_queue_procs: 'Streams',
  msg_index: 'Message index',
  mgmt_db: 'Statistics',
  metrics: 'Metrics',
  binary: 'Message bodies',
  code: 'Code',
  other_system: 'The JVM itself',
  allocated_unused: 'Free in the heap',
  reserved_unallocated: 'Reserved, unused',
  plugins: 'Extensions',
  other_proc: 'Other',
  metadata_store: 'Definitions',
  mnesia: 'Definitions',
  other_ets: 'Tables',
  quorum_ets: 'Quorum tables',
  atom: 'Names',
  queue_replica_procs: 'Replicas',
  quorum_queue_dlx_procs: 'Dead letters',
  stream_queue_replica_reader_procs: 'Stream readers',
  stream_queue_coordinator_procs: 'Stream coordinator',
  metadata_store_ets: 'Definition tables',
};

export default function nodes({ update }) {
  let all = null;
  let cause = null;
  const more = new Map();

  async function load() {
    try {
      all = await get(`nodes?node_stats_age=${RANGE}&node_stats_incr=${stepOf(RANGE)}`);
      for (const node of all) await detail(node);
      cause = null;
    } catch (problem) {
      cause = problem;
    }
    update();
  }

  async function detail(node) {
    const of =
      more.get(node.name) ??
      more
        .set(node.name, {
          memory: null,
          use: new TimeChart({ range: RANGE, low: true, unit: bytes }),
          disk: new TimeChart({ range: RANGE, low: true, unit: byteRate }),
        })
        .get(node.name);
    of.use.show(
      [{ name: 'Used', key: 'k1', points: levels(node.mem_used_details), text: bytes(node.mem_used) }],
      RANGE,
    );
    of.disk.show(
      [
        {
          name: 'Written',
          key: 'k1',
          points: rates(node.io_write_bytes_details),
          text: byteRate(node.io_write_bytes_details?.rate ?? 0),
        },
        {
          name: 'Read',
          key: 'k2',
          points: rates(node.io_read_bytes_details),
          text: byteRate(node.io_read_bytes_details?.rate ?? 0),
        },
      ],
      RANGE,
    );
    of.memory = await get(`nodes/${path(node.name)}/memory`).catch(() => null);
  }

  const undo = live.on('tick', load);
  load();
  return {
    title: 'Nodes',
    close: undo,
    view: () => html`
      <div class="head">
        <div class="grow"><h1>Nodes</h1></div>
      </div>
      ${cause ? failure(cause) : nothing}${all === null && !cause ? waiting(8) : (all ?? []).map(view)}
    `,
  };

  function view(node) {
    const of = more.get(node.name);
    const alarms = [
      node.mem_alarm ? badge('memory alarm', 'bad') : nothing,
      node.disk_free_alarm ? badge('disk alarm', 'bad') : nothing,
    ];
    const used = Object.entries(of?.memory?.memory ?? {})
      .filter(([key, value]) => typeof value === 'number' && value > 0 && MEMORY_WORDS[key])
      .sort((a, b) => b[1] - a[1]);
    const whole = used.reduce((sum, [, value]) => sum + value, 0);
    return html`
      <div class="row">
        <h2>${node.name}</h2>
        ${node.running ? badge('runs', 'good') : badge('down', 'bad')}${alarms}
      </div>
      <section class="card figures">
        <div>
          <b>${duration(node.uptime)}</b>
          <span>Up</span>
        </div>
        <div>
          <b>${bytes(node.mem_used)}</b>
          <span>Memory, of ${bytes(node.mem_limit)}</span>
          ${meter(node.mem_used, node.mem_limit, 'Memory used')}
        </div>
        <div>
          <b>${bytes(node.disk_free)}</b>
          <span>Disk free, stops at ${bytes(node.disk_free_limit)}</span>
        </div>
        <div>
          <b>${number(node.fd_used)}</b>
          <span>Files, of ${compact(node.fd_total)}</span>
        </div>
        <div>
          <b>${number(node.sockets_used)}</b>
          <span>Sockets</span>
        </div>
        <div>
          <b>${number(node.processors)}</b>
          <span>Processors</span>
        </div>
      </section>
      <div class="cols">
        ${card('Memory', of ? of.use.view('Memory', update) : waiting(4), { bare: true })}${card('Disk', of ? of.disk.view('Disk', update) : waiting(4), { bare: true })}
      </div>
      <div class="cols">
        ${
          used.length
            ? card(
                'What memory holds',
                table(
                  [
                    { name: 'For', main: true, cell: r => MEMORY_WORDS[r[0]] },
                    { name: 'Size', num: true, cell: r => bytes(r[1]) },
                    { name: '', cell: r => meter(r[1], whole, MEMORY_WORDS[r[0]]) },
                  ],
                  used,
                ),
              )
            : nothing
        }
        ${card(
          'The process',
          html`
            <div class="body">
              ${facts([
                ['Process id', node.os_pid],
                ['Rates are kept', node.rates_mode],
                [
                  'Extensions',
                  (node.enabled_plugins ?? []).length
                    ? html`
                        <span class="row">${node.enabled_plugins.map(p => badge(p))}</span>
                      `
                    : 'none',
                ],
                [
                  'Collections',
                  node.gc_num === undefined ? '–' : `${number(node.gc_num)}, ${rate(node.gc_num_details?.rate ?? 0)}`,
                ],
                ['Settings from', (node.config_files ?? []).join(', ') || 'defaults'],
                ['Log files', (node.log_files ?? []).join(', ') || '–'],
                ['Data in', node.db_dir],
              ])}
            </div>
          `,
        )}
      </div>
    `;
  }
}
