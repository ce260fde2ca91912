// A list of any number of rows: only those that are seen are there, and only their pages are asked for.
import { html, nothing, ref, repeat } from './lit.js';

const ROW = 36;
const PAGE = 100;
const NARROW = 600;
const KEPT_PAGES = 40;

/** A row that flies past is cheap: one piece, which does not move. */
const NOT_YET = html`<span role="cell"></span><span role="cell"><div class="skeleton"></div></span>`;

/** What does not fit into its cell is told where the mouse stands on it. */
function whole({ target }) {
  const cell = target.closest('[role=cell]');
  if (cell) cell.title = cell.scrollWidth > cell.clientWidth ? cell.innerText : '';
}

/** Columns are {id, name, width, cell, num?, sort?, wide?}, those that are wide only where there is room; {@code fetchPage(page, size)} gives {items, filtered_count}. */
export class VirtualList {
  constructor({ columns, fetchPage, key, update, label, rowClass = () => '' }) {
    Object.assign(this, { columns, fetchPage, key, update, label, rowClass });
    this.pages = new Map();
    this.total = null;
    this.from = 0;
    this.asked = new Set();
    this.cause = null;
    this.box = element => {
      this.element = element;
    };
  }

  /** Forgets all and begins at the top: another order or filter. */
  restart() {
    this.pages.clear();
    this.total = null;
    if (this.element) this.element.scrollTop = 0;
    this.from = 0;
    this.round = (this.round ?? 0) + 1;
    this.load();
  }

  /** Looks again at what is seen. */
  refresh() {
    this.load(true);
  }

  rowsSeen() {
    return Math.ceil(Math.min(innerHeight * 0.7, 760) / ROW) + 2;
  }

  async load(again = false) {
    const first = Math.floor(this.from / PAGE) + 1;
    const last = Math.floor((this.from + this.rowsSeen()) / PAGE) + 1;
    const round = this.round;
    for (let page = first; page <= last; page++) {
      if ((this.pages.has(page) && !again) || this.asked.has(page)) continue;
      if (this.total !== null && page > 1 && (page - 1) * PAGE >= this.total) continue;
      this.asked.add(page);
      try {
        const answer = await this.fetchPage(page, PAGE);
        if (round === this.round) {
          this.pages.set(page, answer.items);
          this.total = answer.filtered_count;
          this.cause = null;
          if (this.pages.size > KEPT_PAGES) this.pages.delete(this.pages.keys().next().value);
        }
      } catch (cause) {
        if (round === this.round) this.cause = cause;
      } finally {
        this.asked.delete(page);
      }
    }
    this.update();
  }

  scrolled() {
    const from = Math.max(0, Math.floor(this.element.scrollTop / ROW) - 1);
    if (from !== this.from) {
      this.from = from;
      this.update();
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.load(), 60);
    }
  }

  row(index) {
    return this.pages.get(Math.floor(index / PAGE) + 1)?.[index % PAGE];
  }

  /** All rows that are loaded. */
  loaded() {
    return [...this.pages.values()].flat();
  }

  view(sort, reverse, setSort, none) {
    if (this.total === 0) return none;
    if (this.total === null && this.cause) return nothing;
    const until = Math.min(this.total ?? this.rowsSeen(), this.from + this.rowsSeen());
    const indexes = Array.from({ length: Math.max(0, until - this.from) }, (_, i) => this.from + i);
    const columns = this.columns.filter(c => !c.wide || innerWidth > NARROW);
    const head = c =>
      c.sort
        ? html`
            <button type="button" @click=${() => setSort(c.sort)} aria-label=${`Sort by ${c.name}`}>
              ${c.name}${sort === c.sort ? (reverse ? ' ↓' : ' ↑') : nothing}
            </button>
          `
        : c.name;
    return html`
      <div
        class="vlist"
        tabindex="0"
        role="table"
        aria-label=${this.label}
        aria-rowcount=${this.total ?? -1}
        ${ref(this.box)}
        @scroll=${() => this.scrolled()}
        .style=${`--columns:${columns.map(c => c.width).join(' ')};--least:${columns.reduce((sum, c) => sum + Number(/(\d+)px/.exec(c.width)[1]), 0)}px`}
      >
        <div class="vhead" role="row">
          ${columns.map(
            c => html`
              <span
                class=${c.num ? 'num' : ''}
                role="columnheader"
                aria-sort=${sort === c.sort ? (reverse ? 'descending' : 'ascending') : 'none'}
              >
                ${head(c)}
              </span>
            `,
          )}
        </div>
        <div class="vspace" role="rowgroup" @mouseover=${whole} .style=${`height:${(this.total ?? 12) * ROW}px`}>
          ${repeat(
            indexes,
            i => i,
            i => {
              const row = this.row(i);
              return html`
                <div
                  class="vrow ${row ? this.rowClass(row) : ''}"
                  role="row"
                  aria-rowindex=${i + 1}
                  .style=${`top:${i * ROW}px`}
                >
                  ${
                    row
                      ? columns.map(c => html`<span class=${c.num ? 'num' : ''} role="cell">${c.cell(row)}</span>`)
                      : NOT_YET
                  }
                </div>
              `;
            },
          )}
        </div>
      </div>
    `;
  }
}
