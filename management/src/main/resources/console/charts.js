// Curves over time. The legend is the figures of now; dragging over a part shows that part, a double click all again.
import { html, ref } from './parts/lit.js';
import { clock } from './format.js';

export const RANGES = [
  [60, '1 min'],
  [600, '10 min'],
  [3600, '1 h'],
  [28_800, '8 h'],
  [86_400, '1 day'],
];

const TICKS_S = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14_400];

/** Times on the axis are round ones. */
function times(axis) {
  const step = 1000 * (TICKS_S.find(s => s * 6000 >= axis.max - axis.min) ?? 28_800);
  axis.ticks = [];
  for (let value = Math.ceil(axis.min / step) * step; value <= axis.max; value += step) axis.ticks.push({ value });
}

/** How far apart, in seconds, samples of a range are asked for; RabbitMQ keeps no finer ones. */
export const stepOf = range => (range <= 600 ? 5 : range <= 3600 ? 60 : range <= 28_800 ? 600 : 1800);

const probe = document.createElement('i');
probe.hidden = true;
document.body.append(probe);

/** A colour of the theme, as the canvas wants it. */
function colour(name) {
  probe.style.color = `var(${name})`;
  return getComputedStyle(probe).color;
}

const charts = new Set();

/** Samples of the API, newest first, as points of a curve, oldest first. */
export const levels = details => (details?.samples ?? []).map(s => ({ x: s.timestamp, y: s.sample })).reverse();

/** The same of a counter: how much it grew in a second. */
export function rates(details) {
  const points = levels(details);
  return points
    .slice(1)
    .map((point, i) => ({
      x: point.x,
      y: Math.max(0, ((point.y - points[i].y) * 1000) / (point.x - points[i].x || 1)),
    }));
}

/** Series of what the API tells. Of {@code list} each is [name, id, key]; {@code of} gives what there is of an id. */
export const series = (list, of, curve, text) =>
  list.map(([name, id, key]) => ({ name, key, points: curve(of(id), id), text: text(of(id), id) }));

/** Curves that begin with what the API keeps and go on by what the node tells each second. */
export class Curves {
  #points = new Map();

  get(id, make) {
    if (!this.#points.has(id)) this.#points.set(id, make());
    return this.#points.get(id);
  }

  add(id, x, y, rangeMs) {
    const list = this.get(id, () => []);
    list.push({ x, y });
    while (list[0].x < x - rangeMs) list.shift();
  }

  clear() {
    this.#points.clear();
  }
}

/** A chart of some series: {name, key (k1 to k6), points, text}. It is made once and fed with {@link #show}. */
export class TimeChart {
  constructor({ range = 600, low = false, unit = String, binary = false }) {
    Object.assign(this, { range, low, unit, binary, series: [], off: new Set(), zoom: null });
    this.canvas = element => (element ? this.attach(element) : this.detach());
  }

  attach(element) {
    if (this.chart?.canvas === element) return;
    this.detach();
    charts.add(this);
    this.chart = new Chart(element, this.config());
    this.drag(element);
    this.draw();
  }

  detach() {
    charts.delete(this);
    this.chart?.destroy();
    this.chart = undefined;
  }

  config() {
    const ticks = { color: colour('--faint'), font: { size: 11 }, maxRotation: 0 };
    return {
      type: 'line',
      data: { datasets: [] },
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        parsing: false,
        normalized: true,
        interaction: { mode: 'index', intersect: false },
        elements: { point: { radius: 0, hoverRadius: 3 }, line: { borderWidth: 1.6, tension: 0 } },
        plugins: {
          legend: { display: false },
          tooltip: {
            backgroundColor: colour('--raised'),
            titleColor: colour('--muted'),
            bodyColor: colour('--text'),
            borderColor: colour('--line-strong'),
            borderWidth: 1,
            padding: 8,
            boxWidth: 8,
            boxHeight: 3,
            callbacks: {
              title: items => (items.length ? clock(items[0].parsed.x) : ''),
              label: item => ` ${item.dataset.label}  ${this.unit(item.parsed.y)}`,
            },
          },
        },
        scales: {
          x: {
            type: 'linear',
            grid: { display: false },
            border: { color: colour('--line') },
            afterBuildTicks: times,
            ticks: {
              ...ticks,
              callback: x => clock(x).slice(0, this.range > 60 && !this.zoom ? 5 : 8),
            },
          },
          y: {
            beginAtZero: true,
            suggestedMax: 1,
            border: { display: false },
            grid: { color: colour('--line') },
            afterFit: axis => {
              axis.width = 66;
            },
            ticks: { ...ticks, maxTicksLimit: 5, precision: 0, callback: y => this.unit(y) },
          },
        },
      },
    };
  }

  drag(element) {
    let from = null;
    const x = event => this.chart.scales.x.getValueForPixel(event.offsetX);
    element.addEventListener('pointerdown', event => {
      from = x(event);
    });
    element.addEventListener('pointerup', event => {
      const to = x(event);
      if (from !== null && Math.abs(to - from) > this.range * 20)
        this.zoom = [Math.min(from, to), Math.max(from, to)];
      from = null;
      this.draw();
    });
    element.addEventListener('dblclick', () => {
      this.zoom = null;
      this.draw();
    });
  }

  show(series, range = this.range) {
    if (range !== this.range) this.zoom = null;
    this.range = range;
    this.series = series;
    this.draw();
  }

  draw() {
    if (!this.chart) return;
    const until = Math.max(0, ...this.series.map(s => s.points.at(-1)?.x ?? 0)) || Date.now();
    const [min, max] = this.zoom ?? [until - this.range * 1000, until];
    Object.assign(this.chart.options.scales.x, { min, max });
    if (this.binary) {
      const top = Math.max(1, ...this.series.flatMap(s => s.points.map(p => (p.x < min ? 0 : p.y))));
      this.chart.options.scales.y.ticks.stepSize = 2 ** Math.ceil(Math.log2(top / 4));
    }
    this.chart.data.datasets = this.series
      .filter(s => !this.off.has(s.name))
      .map(s => ({
        label: s.name,
        data: s.points,
        borderColor: colour(`--c${s.key[1]}`),
        backgroundColor: colour(`--c${s.key[1]}`),
      }));
    this.chart.update('none');
  }

  toggle(name, update) {
    if (!this.off.delete(name)) this.off.add(name);
    this.draw();
    update();
  }

  view(title, update = () => {}) {
    return html`
      <div class="legend">
        ${this.series.map(
          s => html`
            <button
              type="button"
              aria-pressed=${String(!this.off.has(s.name))}
              @click=${() => this.toggle(s.name, update)}
            >
              <i class=${s.key}></i>
              <span>${s.name}</span>
              <b>${s.text}</b>
            </button>
          `,
        )}
      </div>
      <div class="chart ${this.low ? 'low' : ''}">
        <div class="plot">
          <canvas
            ${ref(this.canvas)}
            role="img"
            aria-label=${`${title}: ${this.series.map(s => `${s.name} ${s.text}`).join(', ')}`}
          ></canvas>
        </div>
      </div>
    `;
  }
}

/** The theme has changed: colours are read anew. */
export function repaint() {
  for (const each of [...charts]) {
    const { canvas } = each.chart;
    each.detach();
    each.attach(canvas);
  }
}

/** A curve as small as a word. */
export function spark(points) {
  if (!points || points.length < 2)
    return html`<svg class="spark"></svg>`;
  const top = Math.max(...points, 1e-9);
  const d = points
    .map(
      (y, i) => `${i ? 'L' : 'M'}${((i * 88) / (points.length - 1)).toFixed(1)} ${(21 - (y * 20) / top).toFixed(1)}`,
    )
    .join('');
  return html`
    <svg class="spark" viewBox="0 0 88 22" preserveAspectRatio="none" aria-hidden="true"><path d=${d}></path></svg>
  `;
}
