// A page that asks the node for something, shows it, and asks again when something may have changed.
import * as live from '../live.js';
import { current, link } from '../router.js';
import { empty, failure, head, html, nothing, waiting } from '../ui.js';

/**
 * {@code ask} gets what is shown; {@code view} shows it. {@code badges} stand behind the title and {@code actions} at its
 * side once it is there. {@code gone} is what to say when it is not there any more.
 */
export function page({
  title,
  ask,
  view,
  update,
  above,
  badges = () => nothing,
  actions = () => nothing,
  gone,
  events = ['tick'],
  ...more
}) {
  let there = false;
  let cause = null;
  let lost = false;

  async function load() {
    try {
      await ask();
      there = true;
      cause = null;
      lost = false;
    } catch (problem) {
      lost = gone && problem.status === 404;
      if (lost) there = false;
      cause = problem;
    }
    update();
  }

  const undo = [
    ...events.map(name => live.on(name, load)),
    live.on('tick', () => cause && !events.includes('tick') && load()),
  ];
  load();
  return {
    title,
    load,
    close: () => undo.forEach(each => each()),
    view: () => html`
      ${head(html`${title} ${there ? badges() : nothing}`, there ? actions() : nothing, above)}
      ${
        lost
          ? html`
              <section class="card">
                ${empty(
                  gone,
                  'It was deleted or came to its end, or never was.',
                  html`<a class="btn" href=${link(current().names.slice(0, 1))}>Show all</a>`,
                )}
              </section>
            `
          : cause
            ? failure(cause, load)
            : nothing
      }${
        there
          ? view()
          : cause
            ? nothing
            : html`<section class="card">${waiting(8)}</section>`
      }
    `,
    ...more,
  };
}
