// The pieces that pages are made of.
import { html, nothing, render } from './lib/lit-html.js';
import { icon } from './icons.js';

export { html, nothing, render, icon };

export const badge = (text, kind = '', title = nothing) => html`
  <span class="badge ${kind}" title=${title}>${text}</span>
`;

export const card = (title, body, { actions = nothing, bare = false, note = nothing } = {}) => html`
  <section class="card">
    <header class=${bare ? 'bare' : ''}>
      <h2>${title}</h2>
      <span class="small muted">${note}</span>
      <span class="grow"></span>
      ${actions}
    </header>
    ${body}
  </section>
`;

export const empty = (title, text = nothing, action = nothing) => html`
  <div class="empty">
    <b>${title}</b>
    <span class="small">${text}</span>
    ${action}
  </div>
`;

export const failure = (cause, again) => html`
  <div class="error" role="alert">
    <span class="grow">${cause.message ?? cause}</span>
    ${again ? button('Try again', again) : nothing}
  </div>
`;

export const waiting = (lines = 4) => html`
  <div class="body stack" aria-busy="true" aria-label="Loading">
    ${Array.from(
      { length: lines },
      () => html`<div class="skeleton"></div>`,
    )}
  </div>
`;

export const facts = pairs => html`
  <dl class="facts">
    ${pairs.filter(Boolean).map(
      ([name, value]) => html`
        <dt>${name}</dt>
        <dd>${value}</dd>
      `,
    )}
  </dl>
`;

export const field = (text, input, hint = nothing) => html`
  <label class="field">
    <span>${text}</span>
    ${input}${
      hint === nothing
        ? nothing
        : html`<span class="faint">${hint}</span>`
    }
  </label>
`;

/** A field to type into. */
export const input = (text, name, { value = '', hint, type = 'text', required = false, focus = false, place = '', pattern } = {}) =>
  field(
    text,
    html`<input
      name=${name}
      type=${type}
      .value=${value}
      placeholder=${place}
      pattern=${pattern ?? nothing}
      autocomplete=${type === 'password' ? 'new-password' : 'off'}
      spellcheck="false"
      ?required=${required}
      ?autofocus=${focus}
    />`,
    hint,
  );

/** A field for arguments or headers. */
export const linesInput = (text, name, { value = '', place = '' } = {}) =>
  field(
    text,
    html`<textarea name=${name} rows="2" .value=${value} placeholder=${place}></textarea>`,
    'One to a line: name = value',
  );

/** A field to choose from; options are texts, or pairs of a value and a text. */
export const select = (text, name, options, chosen) =>
  field(text, html`<select name=${name}>${optionsOf(options, chosen)}</select>`);

export const optionsOf = (options, chosen) =>
  options.map(option => {
    const [value, text] = Array.isArray(option) ? option : [option, option];
    return html`<option value=${value} ?selected=${value === chosen}>${text}</option>`;
  });

export const check = (text, name, on = false) => html`
  <label class="check"><input type="checkbox" name=${name} ?checked=${on} />${text}</label>
`;

export const button = (text, action, kind = '', disabled = false) => html`
  <button type="button" class="btn ${kind}" ?disabled=${disabled} @click=${action}>${text}</button>
`;

export const faint = text => html`<span class="faint">${text}</span>`;

/** What stands above a page; {@code above} says where in the house it is. */
export const head = (title, actions = nothing, above = nothing) => html`
  <div class="head">
    <div class="grow">
      ${above === nothing ? nothing : html`<p class="crumbs">${above}</p>`}
      <h1>${title}</h1>
    </div>
    <div class="row">${actions}</div>
  </div>
`;

/** A switch of a few words. */
export const segments = (name, options, chosen, choose) => html`
  <span class="seg" role="group" aria-label=${name}>
    ${options.map(
      ([value, text]) => html`
        <button type="button" aria-pressed=${String(value === chosen)} @click=${() => choose(value)}>${text}</button>
      `,
    )}
  </span>
`;

/** A meter of how much of a whole is used; it warns where the whole is a {@code limit}. */
export function meter(part, whole, name, limit = true) {
  const share = whole > 0 ? Math.min(1, part / whole) : 0;
  const kind = !limit ? '' : share > 0.95 ? 'bad' : share > 0.8 ? 'warn' : '';
  return html`
    <div
      class="meter ${kind}"
      role="meter"
      aria-label=${name}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${Math.round(share * 100)}
    >
      <i .style=${`width:${(share * 100).toFixed(1)}%`}></i>
    </div>
  `;
}

/** A table. A column is {name, cell, num?, main?}. */
export const table = (columns, rows, none) =>
  rows.length === 0
    ? (none ?? empty('Nothing here'))
    : html`
        <div class="scroll-x">
          <table>
            <thead>
              <tr>
                ${columns.map(
                  c => html`<th class=${c.num ? 'num' : ''} scope="col">${c.name}</th>`,
                )}
              </tr>
            </thead>
            <tbody>
              ${rows.map(
                row => html`
                  <tr>
                    ${columns.map(
                      c => html`<td class="${c.num ? 'num' : ''} ${c.main ? 'main-cell' : ''}">${c.cell(row)}</td>`,
                    )}
                  </tr>
                `,
              )}
            </tbody>
          </table>
        </div>
      `;

/** An arguments object as small words. */
export const argumentWords = (args, words = Object.entries(args ?? {})) =>
  words.length === 0
    ? html`<span class="faint">none</span>`
    : html`
        <span class="row">
          ${words.map(
            ([name, value]) => html`
              <code class="badge">${name} = ${typeof value === 'string' ? value : JSON.stringify(value)}</code>
            `,
          )}
        </span>
      `;

const toastBox = document.createElement('div');
toastBox.className = 'toasts';
toastBox.setAttribute('role', 'status');
document.body.append(toastBox);

/** A word at the edge of the page that goes by itself. */
export function toast(text, kind = '') {
  const line = document.createElement('div');
  line.className = `toast ${kind}`;
  line.textContent = text;
  toastBox.append(line);
  setTimeout(() => line.remove(), kind === 'bad' ? 9000 : 4000);
}

/** Runs something the user asked for, says that it is done or why not. Gives whether it is done. */
export async function attempt(action, done) {
  try {
    await action();
    if (done) toast(done);
    return true;
  } catch (cause) {
    toast(cause.message, 'bad');
    return false;
  }
}

/** Opens a dialog. {@code view} is given {close, update} and makes its contents; resolves with what it is closed with. */
export function dialog(view, { kind = '' } = {}) {
  const element = document.createElement('dialog');
  element.className = kind;
  document.body.append(element);
  return new Promise(resolve => {
    let result;
    const box = {
      close: value => {
        result = value;
        element.close();
      },
      update: () => render(view(box), element),
    };
    element.addEventListener('close', () => {
      element.remove();
      resolve(result);
    });
    box.update();
    element.showModal();
  });
}

/** A dialog with a form; {@code submit} is given its FormData and may throw. Resolves with true when it succeeded. */
export function formDialog({ title, body, action, submit, danger = false, wide = false }) {
  let problem;
  let busy = false;
  return dialog(
    box => html`
      <form
        method="dialog"
        @submit=${async event => {
          event.preventDefault();
          busy = true;
          problem = undefined;
          box.update();
          try {
            await submit(new FormData(event.target));
            box.close(true);
          } catch (cause) {
            problem = cause;
            busy = false;
            box.update();
          }
        }}
      >
        <header><h2>${title}</h2></header>
        <div class="body">${body}${problem ? failure(problem) : nothing}</div>
        <footer>
          ${button('Cancel', () => box.close())}
          <button class="btn primary ${danger ? 'danger' : ''}" ?disabled=${busy}>${action}</button>
        </footer>
      </form>
    `,
    { kind: wide ? 'wide' : '' },
  );
}

/** Asks before something that cannot be undone; with {@code typed} that word must be typed. */
export function confirm({ title, text, action, typed }) {
  let given = '';
  return dialog(
    box => html`
      <form
        method="dialog"
        @submit=${event => {
          event.preventDefault();
          if (!typed || given === typed) box.close(true);
        }}
      >
        <header><h2>${title}</h2></header>
        <div class="body">
          <p class="small">${text}</p>
          ${
            typed
              ? field(
                  html`
                    Type
                    <b class="mono">${typed}</b>
                    to go on
                  `,
                  html`
                    <input
                      name="typed"
                      autocomplete="off"
                      spellcheck="false"
                      autofocus
                      @input=${e => {
                        given = e.target.value;
                        box.update();
                      }}
                    />
                  `,
                )
              : nothing
          }
        </div>
        <footer>
          <button type="button" class="btn" ?autofocus=${!typed} @click=${() => box.close(false)}>Cancel</button>
          <button class="btn danger primary" ?disabled=${Boolean(typed) && given !== typed}>${action}</button>
        </footer>
      </form>
    `,
  );
}
