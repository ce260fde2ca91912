// The nodes: what uses memory and disk, and how much is left.
import { get, path } from '../api.js';
import { TimeChart, levels, rates, series, stepOf } from '../charts.js';
import { ago, byteRate, bytes, compact, duration, number, rate } from '../format.js';
import { page } from '../parts/page.js';
import { badge, card, facts, faint, html, meter, nothing, table } from '../ui.js';

const RANGE = 600;
const DISK = [
  ['Written', 'io_write_bytes', 'k1'],
  ['Read', 'io_read_bytes', 'k2'],
];
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
  let all = [];
  const more = new Map();

  async function ask() {
    const found = await get(`nodes?node_stats_age=${RANGE}&node_stats_incr=${stepOf(RANGE)}`);
    await Promise.all(found.map(detail));
    all = found;
  }

  function made(name) {
    const of = {
      use: new TimeChart({ range: RANGE, low: true, unit: bytes, binary: true }),
      disk: new TimeChart({ range: RANGE, low: true, unit: byteRate, binary: true }),
    };
    more.set(name, of);
    return of;
  }

  async function detail(node) {
    const of = more.get(node.name) ?? made(node.name);
    const details = id => node[`${id}_details`];
    of.use.show(series([['Used', 'mem_used', 'k1']], details, levels, () => bytes(node.mem_used)));
    of.disk.show(series(DISK, details, rates, each => byteRate(each?.rate ?? 0)));
    const before = of.engine;
    [of.memory, of.engine] = await Promise.all([
      get(`nodes/${path(node.name)}/memory`).catch(() => null),
      get(`x/nodes/${path(node.name)}`).catch(() => null),
    ]);
    if (of.engine) of.engine.at = Date.now();
    of.shards = of.engine?.shards.map((shard, i) => speed(shard, before?.shards[i], of.engine.at - before?.at));
  }

  return page({
    title: 'Nodes',
    update,
    ask,
    view: () => all.map(view),
  });

  function view(node) {
    const of = more.get(node.name);
    const alarm = (raised, word) => (raised ? badge(`${word} alarm: publishers are blocked`, 'bad') : nothing);
    const used = Object.entries(of.memory?.memory ?? {})
      .filter(([key, value]) => typeof value === 'number' && value > 0 && MEMORY_WORDS[key])
      .sort((a, b) => b[1] - a[1]);
    const whole = used.reduce((sum, [, value]) => sum + value, 0);
    return html`
      <div class="row">
        <h2>${node.name}</h2>
        ${node.running ? badge('runs', 'good') : badge('down', 'bad')} ${alarm(node.mem_alarm, 'memory')}
        ${alarm(node.disk_free_alarm, 'disk')}
      </div>
      <section class="card figures">
        ${FIGURES.map(
          ([title, figure, under]) => html`<div><b>${figure(node)}</b><span>${title(node)}</span>${under?.(node)}</div>`,
        )}
      </section>
      <div class="cols">
        ${card('Memory', of.use.view('Memory', update), { bare: true })}
        ${card('Disk', of.disk.view('Disk', update), { bare: true })}
      </div>
      <div class="cols start">
        ${card(
          'What memory holds',
          table(
            [
              { name: 'For', main: true, cell: r => MEMORY_WORDS[r[0]] },
              { name: 'Size', num: true, cell: r => bytes(r[1]) },
              { name: '', cell: r => meter(r[1], whole, MEMORY_WORDS[r[0]], false) },
            ],
            used,
          ),
        )}
        <div class="stack">
          ${of.engine ? [shardsCard(of.shards), logCard(of.engine.log)] : nothing} ${processCard(node)}
        </div>
      </div>
    `;
  }
}

const FIGURES = [
  [() => 'Up', n => duration(n.uptime)],
  [
    n => `Memory, of ${bytes(n.mem_limit)}`,
    n => bytes(n.mem_used),
    n => meter(n.mem_used, n.mem_limit, 'Memory used'),
  ],
  [
    () => 'Disk free',
    n => bytes(n.disk_free),
    n => html`<br /><span>stops at ${bytes(n.disk_free_limit)}</span>`,
  ],
  [n => `Files, of ${compact(n.fd_total)}`, n => number(n.fd_used)],
  [() => 'Sockets', n => number(n.sockets_used)],
  [() => 'Processors', n => number(n.processors)],
];

/** What a shard did since it was looked at before. */
function speed(shard, before, ms) {
  if (!before || before.turns > shard.turns) return shard;
  const busy = shard.cpu_ms < 0 ? undefined : (shard.cpu_ms - before.cpu_ms) / ms;
  return { ...shard, busy, rate: ((shard.turns - before.turns) * 1000) / ms };
}

const shardsCard = shards =>
  card(
    'Shards',
    table(
      [
        { name: 'Shard', main: true, cell: s => s.index },
        { name: 'Queues', num: true, cell: s => number(s.queues) },
        { name: 'Connections', num: true, cell: s => number(s.connections) },
        { name: 'Turns', num: true, cell: s => rate(s.rate) },
        { name: 'Processor', num: true, cell: s => (s.busy === undefined ? '–' : `${Math.round(s.busy * 100)} %`) },
        { name: '', cell: s => meter(s.busy ?? 0, 1, `Load of shard ${s.index}`) },
      ],
      shards,
    ),
  );

const logCard = log =>
  card(
    'The log on disk',
    table(
      [
        { name: 'What', main: true, cell: r => html`${r[0]} ${faint(r[1])}` },
        { name: 'Files', num: true, cell: r => number(r[2].count) },
        { name: 'Size', num: true, cell: r => bytes(r[2].bytes) },
      ],
      [
        ['Log', 'as it was written', log.files],
        ['Segments', 'what was left of log files', log.segments],
        ['Spares', 'ready to be written', log.spares],
      ],
    ),
    {
      note: log.oldest ? `begins with ${log.oldest}, last written ${ago(log.oldest_written_at)}` : '',
    },
  );

const processCard = node =>
  card(
    'The process',
    html`
      <div class="body">
        ${facts([
          ['Process id', node.os_pid],
          ['Rates are kept', node.rates_mode],
          ['Extensions', html`<span class="row">${(node.enabled_plugins ?? []).map(p => badge(p))}</span>`],
          [
            'Collections',
            node.gc_num === undefined ? '–' : `${number(node.gc_num)}, ${rate(node.gc_num_details?.rate ?? 0)}`,
          ],
          ['Settings from', (node.config_files ?? []).join(', ') || 'defaults'],
          ['Log goes to', (node.log_files ?? []).join(', ') || '–'],
          ['Data in', node.db_dir],
        ])}
      </div>
    `,
  );
