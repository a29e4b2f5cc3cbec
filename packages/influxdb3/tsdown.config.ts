import { library, sourcesOf } from '../../tsdown.shared.ts';
import manifest from './package.json' with { type: 'json' };

export default library(...sourcesOf(manifest.exports));
