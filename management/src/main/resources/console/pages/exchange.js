// One exchange: what goes through, where it leads, and who would get a message.
import { del, get, path, post } from '../api.js';
import { TimeChart, rates, series, stepOf } from '../charts.js';
import { exchangeName, rate } from '../format.js';
import { bindingsCard } from '../parts/bindings.js';
import { argumentsOf } from '../parts/declare.js';
import { page } from '../parts/page.js';
import { publishForm } from '../parts/publish.js';
import { go, link } from '../router.js';
import {
  argumentWords,
  attempt,
  badge,
  button,
  card,
  confirm,
  facts,
  failure,
  faint,
  html,
  input,
  linesInput,
  nothing,
} from '../ui.js';
import { exchangeFeatures } from './exchanges.js';

const RANGE = 600;
const FLOW = [
  ['In', 'publish_in', 'k1'],
  ['Out', 'publish_out', 'k2'],
];

export default function exchange({ names: [, vhost, given], update }) {
  const name = given === 'amq.default' ? '' : given;
  const own = `exchanges/${path(vhost, given)}`;
  const flow = new TimeChart({ range: RANGE, low: true, unit: rate });
  let data = null;
  let out = [];
  let into = [];
  let way = null;

  async function ask() {
    [data, out, into] = await Promise.all([
      get(`${own}?msg_rates_age=${RANGE}&msg_rates_incr=${stepOf(RANGE)}`),
      get(`${own}/bindings/source`),
      get(`${own}/bindings/destination`),
    ]);
    flow.show(series(FLOW, id => data.message_stats?.[`${id}_details`], rates, of => rate(of?.rate ?? 0)));
  }

  async function remove() {
    if (
      (await confirm({
        title: `Delete ${exchangeName(name)}?`,
        text: out.length ? `It has ${out.length} bindings, which go with it.` : 'Nothing is bound to it.',
        action: 'Delete',
        typed: out.length ? name : undefined,
      })) &&
      (await attempt(() => del(own), 'Deleted'))
    )
      go(['exchanges']);
  }

  async function wouldGo(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    try {
      way = await post(`x/routes/${path(vhost)}`, {
        exchange: name,
        routing_key: form.get('key'),
        headers: argumentsOf(form.get('headers')),
      });
    } catch (problem) {
      way = { problem };
    }
    update();
  }

  const shown = page({
    title: exchangeName(name),
    above: html`<a href="#/exchanges">Exchanges</a> in ${vhost}`,
    update,
    ask,
    gone: 'This exchange is gone',
    badges: () => badge(data.type, 'info'),
    actions: () => (name && !name.startsWith('amq.') ? button('Delete', remove, 'danger') : nothing),
    view: () => html`
      <div class="cols">
        ${card('Message rates', flow.view('Message rates', update), { bare: true })}
        ${card(
          'What it is',
          html`
            <div class="body">
              ${facts([
                ['Type', data.type],
                ['Features', featuresOf(data)],
                ['Arguments', argumentWords(data.arguments)],
                ['Policy', data.policy || faint('none')],
              ])}
            </div>
          `,
        )}
      </div>
      ${bindingsCard({
        title: 'Leads to',
        rows: name === '' ? [] : out,
        ends: 'destination',
        none:
          name === ''
            ? ['Every queue, by its name', 'A message goes to the queue whose name is its routing key.']
            : ['Leads nowhere', 'What is published here is dropped, or returned if it is mandatory.'],
        bind: name === '' ? undefined : { vhost, from: name },
        done: () => shown.load(),
      })}
      ${
        into.length
          ? bindingsCard({ title: 'Is fed by', rows: into, ends: 'source', none: [], done: () => shown.load() })
          : nothing
      }
      <div class="cols">
        ${card(
          'Who would get it?',
          html`
            <form class="body form" @submit=${wouldGo}>
              <p class="small muted">Nothing is published.</p>
              ${input('Routing key', 'key')}${linesInput('Headers', 'headers')}
              <div><button class="btn">Ask</button></div>
              ${way ? answer(way, vhost) : nothing}
            </form>
          `,
        )}
        ${card('Publish', publishForm(vhost, given, { done: () => shown.load() }))}
      </div>
    `,
  });
  return shown;
}

const featuresOf = data => {
  const all = exchangeFeatures(data).filter(each => each !== nothing);
  return all.length ? html`<span class="row">${all}</span>` : faint('none');
};

function answer(way, vhost) {
  if (way.problem) return failure(way.problem);
  const { queues } = way;
  const by = step =>
    step.bindings.length
      ? html` by <code>${step.bindings.map(b => b.routing_key || 'arguments').join(', ')}</code>`
      : nothing;
  const steps = queue =>
    way.steps
      .filter(step => step.destination === queue)
      .map(step => faint(html`from ${exchangeName(step.source)}${by(step)}${step.alternate ? ', as the alternate' : ''}`));
  return queues.length === 0
    ? html`<div class="note">Nobody would: it would be dropped, or returned if it is mandatory.</div>`
    : html`
        <ul class="stack small">
          ${queues.map(q => html`<li><a href=${link(['queues', vhost, q])}>${q}</a> ${steps(q)}</li>`)}
        </ul>
      `;
}
