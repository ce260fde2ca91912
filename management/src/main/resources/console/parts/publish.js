// A form that publishes a message; also an edited copy of one that was read.
import { path, post } from '../api.js';
import { argumentsOf } from './declare.js';
import { failure, field, html, input, linesInput, render, toast } from '../ui.js';

const lines = headers =>
  Object.entries(headers ?? {})
    .map(([name, value]) => `${name} = ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('\n');

export function publishForm(vhost, exchange, { key = '', message = {}, done = () => {} } = {}) {
  const { headers, ...properties } = message.properties ?? {};
  const submit = async event => {
    event.preventDefault();
    const problem = event.target.querySelector('.problem');
    const data = new FormData(event.target);
    try {
      const given = argumentsOf(data.get('properties'));
      if (data.has('persistent')) given.delivery_mode = 2;
      if (data.get('content_type')) given.content_type = data.get('content_type');
      const more = argumentsOf(data.get('headers'));
      if (Object.keys(more).length) given.headers = more;
      const { routed } = await post(`exchanges/${path(vhost, exchange)}/publish`, {
        properties: given,
        routing_key: data.get('key'),
        payload: data.get('payload'),
        payload_encoding: message.payload_encoding === 'base64' ? 'base64' : 'string',
      });
      render(routed ? '' : failure('It was published, and no queue took it'), problem);
      if (routed) toast('Published');
      done();
    } catch (cause) {
      render(failure(cause), problem);
    }
  };
  const others = { ...properties };
  for (const name of ['delivery_mode', 'content_type']) delete others[name];
  return html`
    <form class="body form" @submit=${submit}>
      <div class="form two">
        ${input('Routing key', 'key', { value: key })}
        ${input('Content type', 'content_type', {
          value: properties.content_type,
          place: 'application/json',
        })}
      </div>
      ${field(
        'Body',
        html`<textarea name="payload" rows="5" .value=${message.payload ?? ''}></textarea>`,
        message.payload_encoding === 'base64' ? 'In base64' : '',
      )}
      <details>
        <summary class="small">Headers and properties</summary>
        <div class="form">
          ${linesInput('Headers', 'headers', { value: lines(headers) })}
          ${linesInput('Properties', 'properties', { value: lines(others), place: 'message_id = 42' })}
        </div>
      </details>
      <div class="row">
        <label class="check">
          <input
            type="checkbox"
            name="persistent"
            ?checked=${message.properties ? properties.delivery_mode === 2 : true}
          />
          Persistent
        </label>
        <span class="grow"></span>
        <button class="btn primary">Publish</button>
      </div>
      <div class="problem"></div>
    </form>
  `;
}
