// Views of a list, kept under names in this browser: a filter and an order, as the address has them.
import { current, go } from '../router.js';
import { formDialog, html, input, nothing } from '../ui.js';

const SAVE = '+';
const FORGET = '-';

export function savedViews(address, update) {
  const key = `leveret.views.${address}`;
  const all = () => {
    try {
      return JSON.parse(localStorage.getItem(key)) ?? {};
    } catch {
      return {}; // it was not written here
    }
  };

  function keep(views) {
    localStorage.setItem(key, JSON.stringify(views));
    update();
  }

  const now = () => current().query.toString();
  const shown = () => Object.keys(all()).find(name => all()[name] === now());

  async function chosen(event) {
    const { value } = event.target;
    const views = all();
    event.target.value = '';
    if (value === SAVE) {
      const query = now();
      await formDialog({
        title: 'Save this view',
        action: 'Save',
        body: input('Name', 'name', { required: true, focus: true, hint: 'Filter and order are kept in this browser' }),
        submit: data => keep({ ...all(), [data.get('name').trim()]: query }),
      });
    } else if (value === FORGET) {
      delete views[shown()];
      keep(views);
    } else if (value) {
      go(current().names, Object.fromEntries(new URLSearchParams(views[value.slice(1)])));
    }
    update();
  }

  return {
    view: () => {
      const name = shown();
      return html`
        <select aria-label="Saved views" @change=${chosen}>
          <option value="">${name ?? 'Views'}</option>
          ${Object.keys(all()).map(each => (each === name ? nothing : html`<option value="=${each}">${each}</option>`))}
          ${
            name
              ? html`<option value=${FORGET}>Forget “${name}”</option>`
              : now()
                ? html`<option value=${SAVE}>Save this view …</option>`
                : nothing
          }
        </select>
      `;
    },
  };
}
