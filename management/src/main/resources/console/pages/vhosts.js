// Virtual hosts.
import { del, get, path, put } from '../api.js';
import { number, rate, rateOf } from '../format.js';
import * as live from '../live.js';
import { link } from '../router.js';
import {
  attempt,
  badge,
  card,
  confirm,
  empty,
  failure,
  field,
  formDialog,
  html,
  nothing,
  table,
  waiting,
} from '../ui.js';

export default function vhosts({ update, may }) {
  let all = null;
  let cause = null;

  async function load() {
    try {
      all = await get('vhosts');
      cause = null;
    } catch (problem) {
      cause = problem;
    }
    update();
  }

  const edit = v =>
    formDialog({
      title: v ? v.name : 'New virtual host',
      action: v ? 'Save' : 'Add',
      body: html`
        ${
          v
            ? nothing
            : field(
                'Name',
                html`
                  <input name="name" required autofocus autocomplete="off" />
                `,
              )
        }${field(
          'Description',
          html`
            <input name="description" .value=${v?.description ?? ''} />
          `,
        )}${field(
          'Tags',
          html`
            <input name="tags" .value=${(v?.tags ?? []).join(', ')} />
          `,
          'With commas between',
        )}
        ${field(
          'Queues are, by default',
          html`
            <select name="type">
              ${['classic', 'quorum'].map(
                type => html`
                  <option ?selected=${type === v?.default_queue_type}>${type}</option>
                `,
              )}
            </select>
          `,
        )}
        <label class="check">
          <input type="checkbox" name="tracing" ?checked=${v?.tracing} />
          Copies of all messages go to amq.rabbitmq.trace
        </label>
      `,
      submit: form =>
        put(`vhosts/${path(v?.name ?? form.get('name'))}`, {
          description: form.get('description'),
          tags: form
            .get('tags')
            .split(',')
            .map(t => t.trim())
            .filter(Boolean)
            .join(','),
          default_queue_type: form.get('type'),
          tracing: form.has('tracing'),
        }),
    }).then(done => {
      if (done) load();
    });

  const remove = async v => {
    if (
      (await confirm({
        title: `Delete ${v.name}?`,
        text: `Everything in it goes: its queues${v.messages ? ` with ${number(v.messages)} messages` : ''}, exchanges, permissions. Its connections are closed.`,
        action: 'Delete',
        typed: v.name,
      })) &&
      (await attempt(() => del(`vhosts/${path(v.name)}`), 'Deleted'))
    )
      load();
  };

  const undo = live.on('tick', load);
  load();
  return {
    title: 'Virtual hosts',
    close: undo,
    view: () => html`
      <div class="head">
        <div class="grow"><h1>Virtual hosts</h1></div>
        ${
          may('administrator')
            ? html`
                <button class="btn primary" @click=${() => edit()}>New virtual host</button>
              `
            : nothing
        }
      </div>
      ${cause ? failure(cause) : nothing}
      ${card(
        'All virtual hosts',
        all === null
          ? waiting(4)
          : table(
              [
                {
                  name: 'Name',
                  main: true,
                  cell: v => html`
                    <a href=${link(['queues'], { vhost: v.name })}>${v.name}</a>
                    ${v.tracing ? badge('tracing', 'warn') : nothing}
                    ${v.protected_from_deletion ? badge('protected') : nothing}
                  `,
                },
                { name: 'What it is', cell: v => v.description ?? '' },
                { name: 'Tags', cell: v => (v.tags ?? []).map(t => badge(t)) },
                { name: 'Queues are', cell: v => v.default_queue_type ?? 'classic' },
                { name: 'Ready', num: true, cell: v => number(v.messages_ready ?? 0) },
                { name: 'Unacked', num: true, cell: v => number(v.messages_unacknowledged ?? 0) },
                { name: 'In', num: true, cell: v => rate(rateOf(v.message_stats, 'publish')) },
                { name: 'Out', num: true, cell: v => rate(rateOf(v.message_stats, 'deliver_get')) },
                {
                  name: '',
                  num: true,
                  cell: v =>
                    may('administrator')
                      ? html`
                          <button class="btn quiet" @click=${() => edit(v)}>Change</button>
                          <button class="btn quiet" @click=${() => remove(v)}>Delete</button>
                        `
                      : nothing,
                },
              ],
              all,
              empty('No virtual hosts'),
            ),
      )}
    `,
  };
}
