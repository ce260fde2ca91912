// New queues, exchanges and bindings: forms.
import { path, post, put } from '../api.js';
import { check, formDialog, html, input, linesInput, select } from '../ui.js';

export const vhostSelect = (vhosts, chosen) => select('Virtual host', 'vhost', vhosts.map(v => v.name), chosen || '/');

/** The arguments that a form gives: lines of name = value, values JSON or else texts. */
export function argumentsOf(text) {
  const found = {};
  for (const line of text
    .split('\n')
    .map(l => l.trim())
    .filter(Boolean)) {
    const at = line.indexOf('=');
    if (at < 1) throw new Error(`Not "name = value": ${line}`);
    const given = line.slice(at + 1).trim();
    try {
      found[line.slice(0, at).trim()] = JSON.parse(given);
    } catch {
      found[line.slice(0, at).trim()] = given;
    }
  }
  return found;
}

const NUMBERS = [
  ['x-message-ttl', 'Message time to live, ms'],
  ['x-expires', 'Queue expires after, ms'],
  ['x-max-length', 'At most messages'],
  ['x-max-length-bytes', 'At most bytes'],
  ['x-delivery-limit', 'Delivery limit'],
  ['x-max-priority', 'Priorities, up to'],
];
const TEXTS = [
  ['x-dead-letter-exchange', 'Dead letter exchange'],
  ['x-dead-letter-routing-key', 'Dead letter routing key'],
];
const OVERFLOW = [['', 'Default'], 'drop-head', 'reject-publish', 'reject-publish-dlx'];
const NAME = { required: true, focus: true };

export const declareQueue = (vhosts, vhost) =>
  formDialog({
    title: 'New queue',
    action: 'Make it',
    wide: true,
    body: html`
      <div class="form two">
        ${vhostSelect(vhosts, vhost)}${input('Name', 'name', NAME)}
        ${select('Type', 'type', [['', 'Default'], 'classic', 'quorum'])}
        <div class="stack small">
          ${check('Durable', 'durable', true)}${check('Deletes itself after its last consumer', 'auto_delete')}
        </div>
      </div>
      <details>
        <summary class="small">Limits and dead letters</summary>
        <div class="form two">
          ${NUMBERS.map(([name, text]) => input(text, name, { pattern: '[0-9]*' }))}
          ${TEXTS.map(([name, text]) => input(text, name))}${select('When full', 'x-overflow', OVERFLOW)}
        </div>
      </details>
      ${linesInput('Further arguments', 'arguments', { place: 'x-single-active-consumer = true' })}
    `,
    submit: data => {
      const args = argumentsOf(data.get('arguments'));
      for (const [name] of NUMBERS) if (data.get(name)) args[name] = Number(data.get(name));
      for (const [name] of [...TEXTS, ['x-overflow']]) if (data.get(name)) args[name] = data.get(name);
      if (data.get('type')) args['x-queue-type'] = data.get('type');
      return put(`queues/${path(data.get('vhost'), data.get('name'))}`, {
        durable: data.has('durable'),
        auto_delete: data.has('auto_delete'),
        arguments: args,
      });
    },
  });

const TYPES = [
  'direct',
  'topic',
  'fanout',
  'headers',
  'x-consistent-hash',
  'x-random',
  'x-local-random',
  'x-modulus-hash',
  'x-recent-history',
  'x-delayed-message',
];

export const declareExchange = (vhosts, vhost) =>
  formDialog({
    title: 'New exchange',
    action: 'Make it',
    body: html`
      <div class="form two">
        ${vhostSelect(vhosts, vhost)}${input('Name', 'name', NAME)}
        ${select('Type', 'type', TYPES)}${input('Alternate exchange', 'alternate-exchange')}
      </div>
      <div class="row">
        ${check('Durable', 'durable', true)}${check('Deletes itself when unbound', 'auto_delete')}
        ${check('Internal', 'internal')}
      </div>
      ${linesInput('Arguments', 'arguments', { place: 'x-delayed-type = topic' })}
    `,
    submit: data => {
      const args = argumentsOf(data.get('arguments'));
      if (data.get('alternate-exchange')) args['alternate-exchange'] = data.get('alternate-exchange');
      return put(`exchanges/${path(data.get('vhost'), data.get('name'))}`, {
        type: data.get('type'),
        durable: data.has('durable'),
        auto_delete: data.has('auto_delete'),
        internal: data.has('internal'),
        arguments: args,
      });
    },
  });

/** A binding of one end that is known: {@code from} or {@code to}, as {kind: 'e' or 'q', name}. */
export const declareBinding = ({ vhost, from, to }) =>
  formDialog({
    title: to ? `Bind ${to.name} to an exchange` : `Bind to ${from}`,
    action: 'Bind',
    body: html`
      <div class="form two">
        ${
          to
            ? input('From exchange', 'source', NAME)
            : html`
                ${select('To', 'kind', [
                  ['q', 'queue'],
                  ['e', 'exchange'],
                ])}
                ${input('Name', 'destination', NAME)}
              `
        }
        ${input('Routing key', 'routing_key')}
      </div>
      ${linesInput('Arguments', 'arguments')}
    `,
    submit: data => {
      const source = path(from ?? data.get('source'));
      const end = to ? `${to.kind}/${path(to.name)}` : `${data.get('kind')}/${path(data.get('destination'))}`;
      return post(`bindings/${path(vhost)}/e/${source}/${end}`, {
        routing_key: data.get('routing_key'),
        arguments: argumentsOf(data.get('arguments')),
      });
    },
  });
