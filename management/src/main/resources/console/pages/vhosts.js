// Virtual hosts.
import { del, get, path, put } from '../api.js';
import { number, rate, rateOf } from '../format.js';
import { page } from '../parts/page.js';
import { link } from '../router.js';
import { attempt, badge, button, card, check, confirm, empty, formDialog, html, input, nothing, select, table } from '../ui.js';

export default function vhosts({ update, may }) {
  let all = [];

  const edit = v =>
    formDialog({
      title: v ? v.name : 'New virtual host',
      action: v ? 'Save' : 'Add',
      body: html`
        ${v ? nothing : input('Name', 'name', { required: true, focus: true })}
        ${input('Description', 'description', { value: v?.description })}
        ${input('Tags', 'tags', { value: (v?.tags ?? []).join(', '), hint: 'With commas between' })}
        ${select('Queues are, by default', 'type', ['classic', 'quorum'], v?.default_queue_type)}
        ${check('Copies of all messages go to amq.rabbitmq.trace', 'tracing', v?.tracing)}
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
      if (done) shown.load();
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
      shown.load();
  };

  const shown = page({
    title: 'Virtual hosts',
    update,
    ask: async () => {
      all = await get('vhosts');
    },
    actions: () => (may('administrator') ? button('New virtual host', () => edit(), 'primary') : nothing),
    view: () =>
      card(
        'All virtual hosts',
        table(
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
                  ? html`${button('Change', () => edit(v), 'quiet')} ${button('Delete', () => remove(v), 'quiet')}`
                  : nothing,
            },
          ],
          all,
          empty('No virtual hosts'),
        ),
      ),
  });
  return shown;
}
