/** Text as it may stand in HTML and its attributes: neither the browser nor Vue takes any of it for its own. */
export const asHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll('{{', '&#123;&#123;');

/** Whether a contender is this project's. */
export const isOwn = (name: string): boolean => /influxkit/i.test(name);
