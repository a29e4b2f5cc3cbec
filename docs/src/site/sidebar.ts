import type { Plugin } from 'vitepress';

/**
 * Groups of a sidebar that are closed have no items until they are opened: with the hundreds of operations of a product in
 * each page, the sidebar was most of what a build wrote.
 */
export function openGroups(): Plugin {
  const before = 'v-if="item.items && item.items.length" class="items"';
  return {
    name: 'influxkit:open-groups',
    enforce: 'pre',
    transform(code, id) {
      if (!/\/VPSidebarItem\.vue$/.test(id)) return undefined;
      if (!code.includes(before))
        throw new Error(`${id}: it has no ${before}; VitePress draws its sidebar in another way now`);
      return code.replace(before, 'v-if="item.items && item.items.length && !collapsed" class="items"');
    },
  };
}
