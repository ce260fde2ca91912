// Moves messages on: back to where they died, or anywhere; first as a rehearsal, then with progress.
import { del, get, path, post } from '../api.js';
import { number } from '../format.js';
import { button, dialog, facts, failure, html, input, nothing } from '../ui.js';

const POLL_MS = 400;

const outcome = p =>
  facts([
    ['Looked at', number(p.looked)],
    ['Match', number(p.matched)],
    [
      'Moved',
      html`<b>${number(p.moved)}</b>`,
    ],
    ...[
      ['Without an origin', 'without_origin'],
      ['No queue takes them', 'unroutable'],
      ['Refused by full queues', 'refused'],
      ['You may not', 'forbidden'],
      ['Taken meanwhile', 'taken'],
      ['Unreadable', 'unreadable'],
    ]
      .filter(([, key]) => p[key])
      .map(([title, key]) => [title, number(p[key])]),
  ]);

export function replayDialog({ vhost, name, filter, toOrigin }) {
  let job = null;
  let cause = null;
  let timer;
  const state = { target: toOrigin ? 'origin' : 'queue' };
  const filtered = Object.entries(filter).filter(([, value]) => value);

  async function run(box, form, dryRun) {
    cause = null;
    const data = new FormData(form);
    const { header, ...rest } = Object.fromEntries(filtered);
    const order = {
      filter: { ...rest, ...(header ? { headers: [header] } : {}) },
      limit: Number(data.get('limit')) || 0,
      rate: Number(data.get('rate')) || 0,
      dry_run: dryRun,
    };
    if (state.target === 'queue') order.to = { queue: data.get('queue') };
    if (state.target === 'exchange')
      order.to = { exchange: data.get('exchange'), ...(data.get('key') ? { routing_key: data.get('key') } : {}) };
    try {
      job = await post(`x/queues/${path(vhost, name)}/${state.target === 'origin' ? 'replay' : 'move'}`, order);
      follow(box);
    } catch (problem) {
      cause = problem;
    }
    box.update();
  }

  async function follow(box) {
    clearTimeout(timer);
    try {
      job = await get(`x/jobs/${path(String(job.id))}`);
      if (job.state === 'running' || job.state === 'blocked') timer = setTimeout(() => follow(box), POLL_MS);
    } catch (problem) {
      cause = problem;
    }
    box.update();
  }

  const progress = () => job.progress;
  const runs = () => job && (job.state === 'running' || job.state === 'blocked');
  return dialog(
    box => html`
      <form
        method="dialog"
        @submit=${event => {
          event.preventDefault();
          run(box, event.target, event.submitter.value === 'rehearse');
        }}
      >
        <header>
          <h2>${state.target === 'origin' ? `Replay what is in ${name}` : `Move what is in ${name}`}</h2>
        </header>
        <div class="body">
          <div class="row" role="radiogroup" aria-label="Where to">
            ${[
              ['origin', 'To where they came from'],
              ['queue', 'To a queue'],
              ['exchange', 'To an exchange'],
            ].map(
              ([id, text]) => html`
                <label class="check">
                  <input
                    type="radio"
                    name="target"
                    .checked=${state.target === id}
                    @change=${() => {
                      state.target = id;
                      box.update();
                    }}
                  />
                  ${text}
                </label>
              `,
            )}
          </div>
          ${state.target === 'queue' ? input('Queue', 'queue', { required: true }) : nothing}
          ${
            state.target === 'exchange'
              ? html`
                  <div class="form two">
                    ${input('Exchange', 'exchange', { required: true })}
                    ${input('Routing key', 'key', { hint: 'Empty: their own' })}
                  </div>
                `
              : nothing
          }
          <div class="form two">
            ${input('At most messages', 'limit', { pattern: '[0-9]*' })}
            ${input('At most a second', 'rate', { pattern: '[0-9.]*' })}
          </div>
          <p class="small muted">
            ${filtered.length ? `Those alone that match: ${filtered.map(([key, value]) => `${key} ${value}`).join(', ')}.` : 'All messages that wait.'}
            A message leaves this queue only when the other one has it on disk.
          </p>
          ${
            job
              ? html`
                  <div class="note">
                    <b>
                      ${job.dry_run ? 'Rehearsed: nothing was moved' : { running: 'Under way', blocked: 'Waits for an alarm to be cleared', done: 'Done', cancelled: 'Cancelled', failed: 'Failed' }[job.state]}
                    </b>
                    ${outcome(progress())}${
                      runs() && progress().present
                        ? html`
                            <progress
                              max=${progress().present}
                              value=${progress().looked}
                              aria-label="Progress"
                            ></progress>
                          `
                        : nothing
                    }
                  </div>
                `
              : nothing
          }${cause ? failure(cause) : nothing}
        </div>
        <footer>
          ${
            runs()
              ? html`
                  <button
                    type="button"
                    class="btn danger"
                    @click=${() =>
                      del(`x/jobs/${path(String(job.id))}`).catch(problem => {
                        cause = problem;
                        box.update();
                      })}
                  >
                    Stop
                  </button>
                `
              : nothing
          }
          <button
            type="button"
            class="btn"
            @click=${() => {
              clearTimeout(timer);
              box.close(job && !job.dry_run);
            }}
          >
            Close
          </button>
          <button class="btn" value="rehearse" ?disabled=${runs()}>Rehearse</button>
          <button class="btn primary" value="move" ?disabled=${runs()}>
            ${state.target === 'origin' ? 'Replay' : 'Move'}
          </button>
        </footer>
      </form>
    `,
    { kind: 'wide' },
  );
}
