import { basename, dirname } from 'node:path';
import { isUrl } from '../base/urls.js';

/** A product's name from other words: `PetStore` and `Pet Store` are `pet-store`; undefined where no letter is left. */
export function productName(words: string): string | undefined {
  const name = words
    .normalize('NFKD')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[\u0300-\u036f'’]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '');
  return name === '' ? undefined : name;
}

/** `contracts/pet-store/openapi.yaml` is the contract of `pet-store`; `PetStore.json` too. */
export function productNameOf(input: string): string {
  const path = isUrl(input) ? new URL(input).pathname : input;
  const own = basename(path).replace(/(\.(ya?ml|json))+$/i, '');
  const given = /^(openapi|swagger|api|index|spec)?$/i.test(own) ? basename(dirname(path)) : own;
  return productName(given) ?? 'api';
}
