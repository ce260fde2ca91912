// Line drawings of 16 by 16.
import { html, svg } from './lib/lit-html.js';

const DRAWINGS = {
  overview: 'M2 13V8h3v5zM6.500 13V3h3v10zM11 13V6h3v7z',
  nodes: 'M3 3h10v4H3zM3 9h10v4H3zM5.500 5h.01M5.500 11h.01',
  queues: 'M2 4h12M2 8h12M2 12h8',
  exchanges: 'M2 8h4M6 8l4-4h4M6 8l4 4h4M12 2l2 2-2 2M12 10l2 2-2 2',
  connections: 'M6 10 10 6M5 7 3.500 8.500a2.500 2.500 0 0 0 4 4L9 11M11 9l1.500-1.500a2.500 2.500 0 0 0-4-4L7 5',
  channels: 'M2 5h12M2 8h12M2 11h12M5 3v10',
  users: 'M8 8a2.700 2.700 0 1 0 0-5.400A2.700 2.700 0 0 0 8 8zM3 14c0-3 2-4.500 5-4.500s5 1.500 5 4.500',
  vhosts: 'M8 1.500 14 5v6l-6 3.500L2 11V5zM2 5l6 3.500L14 5M8 8.500v6',
  policies:
    'M8 1.500 13.500 4v4c0 3.500-2.500 5.500-5.500 6.500C5 13.500 2.500 11.500 2.500 8V4zM5.500 8l2 2 3.500-4',
  limits: 'M2 12a6 6 0 1 1 12 0M8 12l3-5',
  definitions: 'M4 1.500h6L13 4.500v10H4zM6 8h5M6 11h5',
  settings: 'M2 4h7M12 4h2M2 12h2M7 12h7M9 2v4M5 10v4',
  audit: 'M3 2h10v12H3zM5.500 5h5M5.500 8h5M5.500 11h3',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM11 11l3.500 3.500',
  menu: 'M2 4h12M2 8h12M2 12h12',
  sun: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8 1v1.500M8 13.500V15M1 8h1.500M13.500 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1',
  moon: 'M13.500 9.500A6 6 0 0 1 6.500 2.500a6 6 0 1 0 7 7z',
  system: 'M2 3h12v8H2zM6 14h4M8 11v3',
  pause: 'M5 3v10M11 3v10',
  play: 'M4 3l9 5-9 5z',
  close: 'M3 3l10 10M13 3 3 13',
  out: 'M6 2H3v12h3M10 5l3 3-3 3M13 8H6',
};

export const icon = name => html`
  <svg
    viewBox="0 0 16 16"
    fill="none"
    stroke="currentColor"
    stroke-width="1.500"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    ${svg`<path d=${DRAWINGS[name]}></path>`}
  </svg>
`;
