import { InfiniteQueryObserver, MutationObserver, QueryClient } from '@tanstack/query-core';
import { createOrders } from './generated/index.js';
import { keyOf, ordersCreateMutation, ordersListInfiniteQuery } from './generated/queries.js';

const api = createOrders({ baseUrl: location.origin });
const client = new QueryClient();
client.mount();

const form = byId('new') as HTMLFormElement;
const more = byId('more') as HTMLButtonElement;

// In a framework: useInfiniteQuery(ordersListInfiniteQuery(api, {}, { pageSize: 5 })).
const list = new InfiniteQueryObserver(client, ordersListInfiniteQuery(api, {}, { pageSize: 5 }));
list.subscribe(({ data, error, hasNextPage, isFetching }) => {
  const orders = data?.pages.flatMap(({ items }) => items) ?? [];
  byId('orders').replaceChildren(
    ...orders.map(({ title }) => Object.assign(document.createElement('li'), { textContent: title })),
  );
  more.disabled = isFetching || !hasNextPage;
  byId('status').textContent = error?.message ?? (isFetching ? 'Loading…' : `${orders.length} orders`);
});
more.addEventListener('click', () => void list.fetchNextPage());

// What is made by a mutation is seen at once: every query of orders is fetched anew.
const create = new MutationObserver(client, {
  ...ordersCreateMutation(api),
  onSuccess: () => client.invalidateQueries({ queryKey: keyOf('orders') }),
});
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  await create.mutate([{ title: String(new FormData(form).get('title')) }]);
  form.reset();
});

function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no #${id}`);
  return element;
}
