// Addresses: #/queues/%2F/orders?tab=messages. What is shown stands in the address, so it can be sent to others.
const listeners = new Set();

export function current() {
  const [address, search = ''] = location.hash.replace(/^#\/?/, '').split('?');
  return { names: address.split('/').filter(Boolean).map(decodeURIComponent), query: new URLSearchParams(search) };
}

/** The address of a page; parameters that are empty are left out. */
export function link(names, parameters = {}) {
  const kept = Object.entries(parameters).filter(
    ([, value]) => value !== '' && value !== null && value !== undefined,
  );
  const search = kept.length ? `?${new URLSearchParams(kept)}` : '';
  return `#/${names.map(encodeURIComponent).join('/')}${search}`;
}

export const go = (names, parameters) => {
  location.hash = link(names, parameters);
};

/** Changes parameters of the address where one is, without a new entry in the history. */
export function adjust(parameters) {
  const { names, query } = current();
  const next = { ...Object.fromEntries(query), ...parameters };
  history.replaceState(null, '', link(names, next));
  listeners.forEach(listener => listener());
}

export function whenChanged(listener) {
  listeners.add(listener);
  addEventListener('hashchange', listener);
}
