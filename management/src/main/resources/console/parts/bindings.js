// Bindings of a queue or an exchange, and how they come and go.
import { del, path } from '../api.js';
import { exchangeName } from '../format.js';
import { link } from '../router.js';
import { argumentWords, attempt, badge, button, card, confirm, empty, faint, html, nothing, table } from '../ui.js';
import { declareBinding } from './declare.js';

async function unbind(b, done) {
  const key = b.routing_key ? ` with the key ${b.routing_key}` : '';
  const address = path(b.source, b.destination_type[0], b.destination, b.properties_key);
  if (
    (await confirm({
      title: 'Remove this binding?',
      text: `From ${exchangeName(b.source)} to ${b.destination_type} ${b.destination}${key}.`,
      action: 'Remove',
    })) &&
    (await attempt(() => del(`bindings/${path(b.vhost)}/e/${address}`), 'Removed'))
  )
    done();
}

const source = b => html`
  <a href=${link(['exchanges', b.vhost, b.source || 'amq.default'])}>${exchangeName(b.source)}</a>
`;
const destination = b => html`
  <a href=${link([`${b.destination_type}s`, b.vhost, b.destination])}>${b.destination}</a>
  ${badge(b.destination_type)}
`;

/** A card of them; {@code bind}, if given, says what a new one begins or ends with. */
export const bindingsCard = ({ title, rows, ends, none, bind, done }) =>
  card(
    title,
    table(
      [
        { name: ends === 'source' ? 'From' : 'To', main: true, cell: ends === 'source' ? source : destination },
        { name: 'Routing key', cell: b => (b.routing_key ? html`<code>${b.routing_key}</code>` : faint('none')) },
        { name: 'Arguments', cell: b => argumentWords(b.arguments) },
        { name: '', num: true, cell: b => (b.source ? button('Remove', () => unbind(b, done), 'quiet') : nothing) },
      ],
      rows,
      empty(...none),
    ),
    {
      note: bind ? String(rows.length) : '',
      actions: bind ? button('Bind', async () => (await declareBinding(bind)) && done()) : nothing,
    },
  );
