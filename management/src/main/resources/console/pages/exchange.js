// One exchange: what goes through, where it leads, and who would get a message.
import { del, get, path, post } from '../api.js';
import { TimeChart, rates, stepOf } from '../charts.js';
import { exchangeName, rate, rateOf } from '../format.js';
import * as live from '../live.js';
import { argumentsOf, declareBinding } from '../parts/declare.js';
import { publishForm } from '../parts/publish.js';
import { go, link } from '../router.js';
import {
  argumentWords,
  attempt,
  badge,
  card,
  confirm,
  empty,
  facts,
  failure,
  field,
  html,
  nothing,
  table,
  waiting,
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
  let cause = null;
  let way = null;

  async function load() {
    try {
      [data, out, into] = await Promise.all([
        get(`${own}?msg_rates_age=${RANGE}&msg_rates_incr=${stepOf(RANGE)}`),
        get(`${own}/bindings/source`),
        get(`${own}/bindings/destination`),
      ]);
      flow.show(
        FLOW.map(([title, id, key]) => ({
          name: title,
          key,
          points: rates(data.message_stats?.[`${id}_details`]),
          text: rate(rateOf(data.message_stats, id)),
        })),
      );
      cause = null;
    } catch (problem) {
      cause = problem;
    }
    update();
  }

  const other = b =>
    b.destination_type === 'queue'
      ? link(['queues', b.vhost, b.destination])
      : link(['exchanges', b.vhost, b.destination]);

  async function unbind(b) {
    if (
      !(await confirm({
        title: 'Remove this binding?',
        text: `From ${exchangeName(b.source)} to ${b.destination_type} ${b.destination}${b.routing_key ? ` with the key ${b.routing_key}` : ''}.`,
        action: 'Remove',
      }))
    )
      return;
    if (
      await attempt(
        () =>
          del(
            `bindings/${path(vhost)}/e/${path(b.source || 'amq.default')}/${b.destination_type[0]}/${path(b.destination, b.properties_key)}`,
          ),
        'Removed',
      )
    )
      load();
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

  async function ask(event) {
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

  const columns = (end, cell) => [
    { name: end, main: true, cell },
    {
      name: 'Routing key',
      cell: b =>
        b.routing_key
          ? html`
              <code>${b.routing_key}</code>
            `
          : html`
              <span class="faint">none</span>
            `,
    },
    { name: 'Arguments', cell: b => argumentWords(b.arguments) },
    {
      name: '',
      num: true,
      cell: b =>
        b.source === ''
          ? nothing
          : html`
              <button class="btn quiet" @click=${() => unbind(b)}>Remove</button>
            `,
    },
  ];

  const undo = live.on('tick', load);
  load();
  return {
    title: exchangeName(name),
    close: undo,
    view: () => html`
      <div class="head">
        <div class="grow">
          <p class="crumbs">
            <a href="#/exchanges">Exchanges</a>
            in ${vhost}
          </p>
          <h1>${exchangeName(name)} ${data ? badge(data.type, 'info') : nothing}</h1>
        </div>
        ${
          name && !name.startsWith('amq.')
            ? html`
                <button class="btn danger" @click=${remove}>Delete</button>
              `
            : nothing
        }
      </div>
      ${cause ? failure(cause) : nothing}
      ${
        data
          ? html`
              <div class="cols">
                ${card('Message rates', flow.view('Message rates', update), { bare: true })}
                ${card(
                  'What it is',
                  html`
                    <div class="body">
                      ${facts([
                        ['Type', data.type],
                        [
                          'Features',
                          html`
                            <span class="row">${exchangeFeatures(data)}</span>
                          `,
                        ],
                        ['Arguments', argumentWords(data.arguments)],
                        [
                          'Policy',
                          data.policy ||
                            html`
                              <span class="faint">none</span>
                            `,
                        ],
                      ])}
                    </div>
                  `,
                )}
              </div>
              ${card(
                'Leads to',
                name === ''
                  ? empty('Every queue, by its name', 'A message goes to the queue whose name is its routing key.')
                  : table(
                      columns(
                        'To',
                        b => html`
                          <a href=${other(b)}>${b.destination}</a>
                          ${badge(b.destination_type)}
                        `,
                      ),
                      out,
                      empty('Leads nowhere', 'What is published here is dropped, or returned if it is mandatory.'),
                    ),
                {
                  actions:
                    name === ''
                      ? nothing
                      : html`
                          <button
                            class="btn"
                            @click=${async () => {
                              if (await declareBinding({ vhost, from: name })) load();
                            }}
                          >
                            Bind
                          </button>
                        `,
                  note: name === '' ? '' : String(out.length),
                },
              )}
              ${
                into.length
                  ? card(
                      'Is fed by',
                      table(
                        columns(
                          'From',
                          b => html`
                            <a href=${link(['exchanges', b.vhost, b.source || 'amq.default'])}>
                              ${exchangeName(b.source)}
                            </a>
                          `,
                        ),
                        into,
                      ),
                      { note: String(into.length) },
                    )
                  : nothing
              }
              <div class="cols">
                ${card(
                  'Who would get it?',
                  html`
                    <form class="body form" @submit=${ask}>
                      <p class="small muted">Nothing is published.</p>
                      <div class="form two">
                        ${field(
                          'Routing key',
                          html`
                            <input name="key" autocomplete="off" />
                          `,
                        )}
                      </div>
                      ${field(
                        'Headers',
                        html`
                          <textarea name="headers" rows="2"></textarea>
                        `,
                        'One to a line: name = value',
                      )}
                      <div><button class="btn">Ask</button></div>
                      ${way ? answer(way, vhost) : nothing}
                    </form>
                  `,
                )}
                ${card('Publish', publishForm(vhost, given, { done: load }))}
              </div>
            `
          : waiting(8)
      }
    `,
  };
}

function answer(way, vhost) {
  if (way.problem) return failure(way.problem);
  const before = queue => way.steps.filter(step => step.destination === queue);
  const { queues } = way;
  return queues.length === 0
    ? html`
        <div class="note">Nobody would: it would be dropped, or returned if it is mandatory.</div>
      `
    : html`
        <ul class="stack small">
          ${queues.map(
            q => html`
              <li>
                <a href=${link(['queues', vhost, q])}>${q}</a>
                ${before(q).map(
                  step => html`
                    <span class="faint">
                      from
                      ${exchangeName(step.source)}${
                        step.bindings.length
                          ? html`
                              by
                              <code>${step.bindings.map(b => b.routing_key || 'arguments').join(', ')}</code>
                            `
                          : nothing
                      }${step.alternate ? ', as the alternate' : ''}
                    </span>
                  `,
                )}
              </li>
            `,
          )}
        </ul>
      `;
}
