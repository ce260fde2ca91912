// Depth and rates over time, of the node or of one queue: what the API keeps, then second by second what the node tells.
import { Curves, RANGES, TimeChart, levels, rates, series, stepOf } from '../charts.js';
import { compact, number, rate } from '../format.js';
import * as live from '../live.js';
import { adjust } from '../router.js';
import { card, html, segments } from '../ui.js';

const USUAL = 600;
const KEEP_MS = 90_000_000;
const DEPTH = [
  ['Ready', 'messages_ready', 'k3'],
  ['Unacknowledged', 'messages_unacknowledged', 'k1'],
];

export class Traffic {
  /** {@code flow} lists the rates that are shown, as {@link series} wants them. */
  constructor(query, flow, update) {
    const range = Number(query.get('range')) || USUAL;
    this.depth = new TimeChart({ range, unit: compact });
    this.rates = new TimeChart({ range, unit: rate });
    this.curves = new Curves();
    Object.assign(this, { range, flow, update, anew: true });
    this.draw();
  }

  /** What to ask the API for. */
  get asked() {
    const step = stepOf(this.range);
    return `lengths_age=${this.range}&lengths_incr=${step}&msg_rates_age=${this.range}&msg_rates_incr=${step}`;
  }

  /** Whether the address says another range now. */
  changed(query) {
    const chosen = Number(query.get('range')) || USUAL;
    const other = chosen !== this.range;
    this.range = chosen;
    this.anew ||= other;
    return other;
  }

  /** What was asked for is here; curves go on if they were fed meanwhile. */
  show(totals, stats) {
    Object.assign(this, { totals, stats });
    if (this.anew || live.stateOf() !== 'live') this.curves.clear();
    this.anew = false;
    this.draw();
  }

  draw() {
    this.depth.show(
      series(
        DEPTH,
        id => this.totals?.[`${id}_details`],
        (of, id) => this.curves.get(id, () => levels(of)),
        (of, id) => number(this.totals && (this.totals[id] ?? 0)),
      ),
      this.range,
    );
    this.rates.show(
      series(
        this.flow,
        id => this.stats?.[`${id}_details`],
        (of, id) => this.curves.get(id, () => rates(of)),
        of => rate(this.stats && (of?.rate ?? 0)),
      ),
      this.range,
    );
  }

  /** Figures of one second. */
  second(totals, of, x) {
    if (!this.totals) return;
    const keptMs = Math.min(KEEP_MS, this.range * 1000);
    const whole = { ...of, deliver_get: of.deliver + of.deliver_no_ack + of.get + of.get_no_ack };
    for (const [, id] of DEPTH) this.curves.add(id, x, totals[id], keptMs);
    for (const [, id] of this.flow) {
      this.stats[`${id}_details`] = { ...this.stats[`${id}_details`], rate: whole[id] ?? 0 };
      this.curves.add(id, x, whole[id] ?? 0, keptMs);
    }
    Object.assign(this.totals, totals);
    this.draw();
    this.update();
  }

  choice() {
    return segments('Range of the charts', RANGES, this.range, chosen =>
      adjust({ range: chosen === USUAL ? '' : chosen }),
    );
  }

  view() {
    const shown = (title, chart, note = '') =>
      card(title, chart.view(title, this.update), { bare: true, note });
    const all = this.totals ? `${number(this.totals.messages ?? 0)} in all` : '';
    return html`<div class="cols">${shown('Messages', this.depth, all)}${shown('Message rates', this.rates)}</div>`;
  }
}
