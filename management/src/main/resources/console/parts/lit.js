export { html, nothing, render } from '../lib/lit-html.js';
export { ref } from '../lib/directives/ref.js';
export { repeat } from '../lib/directives/repeat.js';
export { live } from '../lib/directives/live.js';
