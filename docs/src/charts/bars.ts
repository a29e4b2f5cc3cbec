import { asHtml, isOwn } from './html.js';
import type { Bar } from './parse.js';

/** Bars as a list: text keeps its size on a phone, which text in a picture does not. */
export function bars(all: readonly Bar[]): string {
  const most = Math.max(...all.map(({ value }) => value), Number.MIN_VALUE);
  const items = all.map(({ name, value, shown, isOpen = false }) => {
    const length = isOpen ? 100 : value > 0 ? Math.max(0.5, (value / most) * 100) : 0;
    const bar =
      length > 0
        ? `<span class="track"><span class="bar ${isOwn(name) ? 'own' : 'competitor'}${isOpen ? ' open' : ''}" style="width:${length.toFixed(1)}%"></span></span>`
        : '';
    return `<li><span class="name">${asHtml(name)}</span> <span class="value">${asHtml(shown)}</span>${bar}</li>`;
  });
  return `<ul class="bars">${items.join('')}</ul>`;
}
