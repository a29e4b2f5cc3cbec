/** A small contract with a list that pages, a named schema, and a parameter. */
export const PETS = `openapi: 3.1.0
info: { title: Pets, version: '1' }
paths:
  /pets:
    get:
      operationId: listPets
      summary: List pets
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema: { type: array, items: { $ref: '#/components/schemas/Pet' } }
  /pets/{id}:
    get:
      operationId: getPet
      summary: One pet
      parameters:
        - { name: id, in: path, required: true, schema: { type: string } }
      responses:
        '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } }
components:
  schemas:
    Pet: { type: object, required: [id], properties: { id: { type: string }, name: { type: string } } }
`;

/** A configuration of two products that share a file. */
export const CONFIG = `export default {
  products: [
    { name: 'pets', input: 'api/pets.yaml', output: 'pets/generated', bundle: 'pets/openapi.json', docs: 'pets/OPERATIONS.md' },
    { name: 'zoo', input: 'api/zoo.yaml', output: 'zoo/generated' },
  ],
};
`;

export const ZOO = PETS.replace('title: Pets', 'title: Zoo');
