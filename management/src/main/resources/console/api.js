// Requests to the HTTP API. Who is logged in is kept for this tab alone.
const KEY = 'leveret.login';
let credentials = sessionStorage.getItem(KEY);
let onRefused = () => {};

/** What the API answered instead of fulfilling a request. */
class ApiError extends Error {
  constructor(status, reason) {
    super(reason);
    this.status = status;
  }
}

export const loggedIn = () => credentials !== null;
export const whenRefused = action => {
  onRefused = action;
};
export const authorization = () => ({ authorization: `Basic ${credentials}` });

export function logIn(name, password) {
  credentials = btoa(String.fromCharCode(...new TextEncoder().encode(`${name}:${password}`)));
  sessionStorage.setItem(KEY, credentials);
}

export function logOut() {
  credentials = null;
  sessionStorage.removeItem(KEY);
}

/** A path of names: each becomes one segment. */
export const path = (...names) => names.map(name => encodeURIComponent(name)).join('/');

/** Parameters behind the question mark; those that are empty are left out. */
export function query(parameters) {
  const kept = Object.entries(parameters).filter(
    ([, value]) => value !== '' && value !== null && value !== undefined,
  );
  return kept.length ? `?${new URLSearchParams(kept)}` : '';
}

async function reasonOf(answer) {
  const text = await answer.text();
  try {
    const { reason, error } = JSON.parse(text);
    if (Array.isArray(reason)) return reason.join(': ');
    return typeof reason === 'object' && reason ? JSON.stringify(reason) : (reason ?? error ?? text);
  } catch {
    return text || answer.statusText;
  }
}

export async function call(method, address, body, { headers = {}, signal, raw = false } = {}) {
  let answer;
  try {
    answer = await fetch(`api/${address}`, {
      method,
      headers: {
        ...authorization(),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
    });
  } catch (cause) {
    if (cause.name === 'AbortError') throw cause;
    throw new ApiError(0, 'The node does not answer');
  }
  if (answer.status === 401 && loggedIn()) {
    const reason = await reasonOf(answer);
    if (reason === 'Not_Authorized' || reason === '') onRefused();
    throw new ApiError(401, reason || 'Not authorised');
  }
  if (!answer.ok) throw new ApiError(answer.status, await reasonOf(answer));
  if (raw) return answer;
  const text = await answer.text();
  return text ? JSON.parse(text) : null;
}

export const get = (address, options) => call('GET', address, undefined, options);
export const put = (address, body = {}) => call('PUT', address, body);
export const post = (address, body = {}) => call('POST', address, body);
export const del = (address, options) => call('DELETE', address, undefined, options);

/** Saves what the API answers as a file. */
export async function download(address, name) {
  const answer = await call('GET', address, undefined, { raw: true });
  const url = URL.createObjectURL(await answer.blob());
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  URL.revokeObjectURL(url);
}
