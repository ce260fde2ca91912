// All exchanges.
import { exchangeName, rate, rateOf } from '../format.js';
import { declareExchange } from '../parts/declare.js';
import { listPage } from '../parts/listpage.js';
import { link } from '../router.js';
import { badge, button, empty, html, nothing } from '../ui.js';

export const exchangeFeatures = x => [
  x.durable ? nothing : badge('transient'),
  x.auto_delete ? badge('auto-delete') : nothing,
  x.internal ? badge('internal') : nothing,
  x.arguments?.['alternate-exchange']
    ? badge('AE', '', `what is not routed goes to ${x.arguments['alternate-exchange']}`)
    : nothing,
  x.policy ? badge(x.policy, 'accent', `policy ${x.policy}`) : nothing,
];

export default ctx => {
  const page = listPage({
    ctx,
    title: 'Exchanges',
    noun: 'exchange',
    address: 'exchanges',
    ofVhost: vhost => `exchanges/${vhost}`,
    none: empty('No exchanges'),
    actions: list =>
      button(
        'New exchange',
        async () => (await declareExchange(ctx.state.vhosts, page.vhost())) && list.restart(),
        'primary',
      ),
    columns: [
      {
        id: 'name',
        name: 'Name',
        width: 'minmax(200px,3fr)',
        sort: 'name',
        cell: x => html`
          <a href=${link(['exchanges', x.vhost, x.name || 'amq.default'])}>${exchangeName(x.name)}</a>
        `,
      },
      { id: 'vhost', name: 'Virtual host', wide: true, width: 'minmax(90px,1fr)', sort: 'vhost', cell: x => x.vhost },
      { id: 'type', name: 'Type', width: 'minmax(110px,1fr)', sort: 'type', cell: x => x.type },
      { id: 'features', name: 'Features', wide: true, width: 'minmax(160px,1.5fr)', cell: exchangeFeatures },
      {
        id: 'in',
        name: 'In',
        width: '100px',
        num: true,
        sort: 'message_stats.publish_in_details.rate',
        cell: x => rate(rateOf(x.message_stats, 'publish_in')),
      },
      {
        id: 'out',
        name: 'Out',
        width: '100px',
        num: true,
        sort: 'message_stats.publish_out_details.rate',
        cell: x => rate(rateOf(x.message_stats, 'publish_out')),
      },
    ],
  });
  return page;
};
