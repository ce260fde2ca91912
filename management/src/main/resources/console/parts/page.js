// A page that asks the node for something, shows it, and asks again when something may have changed.
import * as live from '../live.js';
import { failure, head, html, nothing, waiting } from '../ui.js';

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

  async function load() {
    try {
      await ask();
      there = true;
      cause = null;
    } catch (problem) {
      const lost = gone && problem.status === 404;
      if (lost) there = false;
      cause = lost ? new Error(gone) : problem;
    }
    update();
  }

  const undo = events.map(name => live.on(name, load));
  load();
  return {
    title,
    load,
    close: () => undo.forEach(each => each()),
    view: () => html`
      ${head(html`${title} ${there ? badges() : nothing}`, there ? actions() : nothing, above)}
      ${cause ? failure(cause) : nothing}${there ? view() : cause ? nothing : waiting(8)}
    `,
    ...more,
  };
}
