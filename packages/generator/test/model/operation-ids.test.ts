import { expect, it } from 'vitest';
import { derivedOperationId } from '../../src/generate/model/find-operations.js';

it.each([
  ['GET', '/pets', 'getPets'],
  ['GET', '/pets/{petId}/toys', 'getPetsToysByPetId'],
  ['DELETE', '/a/{x}/{y}', 'deleteAByXAndY'],
  ['POST', '/remote-connections', 'postRemoteConnections'],
  ['GET', '/', 'getRoot'],
  ['GET', '/{id}', 'getById'],
] as const)('an operation without id, %s %s, is %s', (method, path, want) => {
  expect(derivedOperationId(method, path)).toBe(want);
});
