import { read } from '../../../data/read';
import { json, route } from '../../reply';

/** Tags and values that the completion of filters proposes. */
export const GET = route(async () => json(await read('listRunVocabulary')));
