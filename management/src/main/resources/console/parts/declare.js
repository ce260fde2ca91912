// New queues, exchanges and bindings: forms.
import { path, post, put } from '../api.js';
import { field, formDialog, html, nothing } from '../ui.js';

export const vhostSelect = (vhosts, chosen) =>
  field(
    'Virtual host',
    html`
      <select name="vhost">
        ${vhosts.map(
          v => html`
            <option value=${v.name} ?selected=${v.name === (chosen || '/')}>${v.name}</option>
          `,
        )}
      </select>
    `,
  );

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

export const declareQueue = (vhosts, vhost) =>
  formDialog({
    title: 'New queue',
    action: 'Make it',
    wide: true,
    body: html`
      <div class="form two">
        ${vhostSelect(vhosts, vhost)}${field(
          'Name',
          html`
            <input name="name" required autofocus autocomplete="off" spellcheck="false" />
          `,
        )}
        ${field(
          'Type',
          html`
            <select name="type">
              <option value="">Default</option>
              <option>classic</option>
              <option>quorum</option>
            </select>
          `,
        )}
        <div class="stack small">
          <label class="check">
            <input type="checkbox" name="durable" checked />
            Durable
          </label>
          <label class="check">
            <input type="checkbox" name="auto_delete" />
            Deletes itself after its last consumer
          </label>
        </div>
      </div>
      <details>
        <summary class="small">Limits and dead letters</summary>
        <div class="form two">
          ${NUMBERS.map(([name, text]) =>
            field(
              text,
              html`
                <input name=${name} inputmode="numeric" pattern="[0-9]*" />
              `,
            ),
          )}
          ${field(
            'Dead letter exchange',
            html`
              <input name="x-dead-letter-exchange" autocomplete="off" />
            `,
          )}${field(
            'Dead letter routing key',
            html`
              <input name="x-dead-letter-routing-key" autocomplete="off" />
            `,
          )}
          ${field(
            'When full',
            html`
              <select name="x-overflow">
                <option value="">Default</option>
                <option>drop-head</option>
                <option>reject-publish</option>
                <option>reject-publish-dlx</option>
              </select>
            `,
          )}
        </div>
      </details>
      ${field(
        'Further arguments',
        html`
          <textarea name="arguments" rows="2" placeholder="x-single-active-consumer = true"></textarea>
        `,
        'One to a line: name = value',
      )}
    `,
    submit: data => {
      const args = argumentsOf(data.get('arguments'));
      for (const [name] of NUMBERS) if (data.get(name)) args[name] = Number(data.get(name));
      for (const name of ['x-dead-letter-exchange', 'x-dead-letter-routing-key', 'x-overflow'])
        if (data.get(name)) args[name] = data.get(name);
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
        ${vhostSelect(vhosts, vhost)}${field(
          'Name',
          html`
            <input name="name" required autofocus autocomplete="off" spellcheck="false" />
          `,
        )}
        ${field(
          'Type',
          html`
            <select name="type">
              ${TYPES.map(
                type => html`
                  <option>${type}</option>
                `,
              )}
            </select>
          `,
        )}${field(
          'Alternate exchange',
          html`
            <input name="alternate-exchange" autocomplete="off" />
          `,
        )}
      </div>
      <div class="row">
        <label class="check">
          <input type="checkbox" name="durable" checked />
          Durable
        </label>
        <label class="check">
          <input type="checkbox" name="auto_delete" />
          Deletes itself when unbound
        </label>
        <label class="check">
          <input type="checkbox" name="internal" />
          Internal
        </label>
      </div>
      ${field(
        'Arguments',
        html`
          <textarea name="arguments" rows="2" placeholder="x-delayed-type = topic"></textarea>
        `,
        'One to a line: name = value',
      )}
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
    title: from ? `Bind to ${from || '(default)'}` : `Bind ${to.name} to an exchange`,
    action: 'Bind',
    body: html`
      <div class="form two">
        ${
          from === undefined
            ? field(
                'From exchange',
                html`
                  <input name="source" required autofocus autocomplete="off" />
                `,
              )
            : html`
                ${field(
                  'To',
                  html`
                    <select name="kind">
                      <option value="q">queue</option>
                      <option value="e">exchange</option>
                    </select>
                  `,
                )}${field(
                  'Name',
                  html`
                    <input name="destination" required autofocus autocomplete="off" />
                  `,
                )}
              `
        }
        ${field(
          'Routing key',
          html`
            <input name="routing_key" autocomplete="off" />
          `,
        )}
      </div>
      ${field(
        'Arguments',
        html`
          <textarea name="arguments" rows="2"></textarea>
        `,
        'One to a line: name = value',
      )}${nothing}
    `,
    submit: data =>
      post(
        `bindings/${path(vhost)}/e/${path(from ?? data.get('source'))}/${to ? to.kind : data.get('kind')}/${path(to ? to.name : data.get('destination'))}`,
        { routing_key: data.get('routing_key'), arguments: argumentsOf(data.get('arguments')) },
      ),
  });
